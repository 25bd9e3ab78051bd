/** Faults, and what a user must be told about each. */
@NullMarked
package dev.slipway.e2e.fault;

import org.jspecify.annotations.NullMarked;
