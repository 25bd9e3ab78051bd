/** From distances to verdicts. Pure. */
@NullMarked
package dev.slipway.driftjob.decision;

import org.jspecify.annotations.NullMarked;
