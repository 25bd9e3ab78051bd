/** Distances and tests between two profiles or two samples. Pure: numbers in, numbers out. */
@NullMarked
package dev.slipway.driftjob.statistics;

import org.jspecify.annotations.NullMarked;
