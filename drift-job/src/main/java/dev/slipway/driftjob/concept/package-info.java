/** Drift of the relation between features and label: detectors, measured and estimated performance. Pure. */
@NullMarked
package dev.slipway.driftjob.concept;

import org.jspecify.annotations.NullMarked;
