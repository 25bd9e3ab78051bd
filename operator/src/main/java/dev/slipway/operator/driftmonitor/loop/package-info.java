/**
 * What follows from a verdict, as pure functions of the state in the status and the Jobs that exist. Every effect on the
 * world is a Job with a name that follows from its cause, so that doing a step twice does it once.
 */
@NullMarked
package dev.slipway.operator.driftmonitor.loop;

import org.jspecify.annotations.NullMarked;
