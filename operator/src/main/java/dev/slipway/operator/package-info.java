/** The operator's process: start, stop, wiring. */
@NullMarked
package dev.slipway.operator;

import org.jspecify.annotations.NullMarked;
