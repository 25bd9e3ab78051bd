/** Servers for tests: the real ones, and one that plays whatever a test wants. */
@NullMarked
package dev.slipway.driftjob.service;

import org.jspecify.annotations.NullMarked;
