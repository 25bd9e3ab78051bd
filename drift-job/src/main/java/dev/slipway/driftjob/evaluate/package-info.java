/** Champion and candidate answer the same rows; the gate decides; the decision is reported. */
@NullMarked
package dev.slipway.driftjob.evaluate;

import org.jspecify.annotations.NullMarked;
