/** Others' servers, asked over HTTP: bounded in time and size, credentials to the host they are for. */
@NullMarked
package dev.slipway.driftjob.web;

import org.jspecify.annotations.NullMarked;
