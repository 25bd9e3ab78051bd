/** Real servers for the tests of every module. */
@NullMarked
package dev.slipway.workload.service;

import org.jspecify.annotations.NullMarked;
