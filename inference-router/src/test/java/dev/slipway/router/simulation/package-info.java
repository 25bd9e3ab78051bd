/** Whole policies against simulated targets, on a clock of their own. */
@NullMarked
package dev.slipway.router.simulation;

import org.jspecify.annotations.NullMarked;
