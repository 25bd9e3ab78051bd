package dev.slipway.driftjob.gate;

import dev.slipway.driftjob.concept.Metric;

/** One rule of the gate. All must hold. */
public sealed interface GateRule {
    Metric metric();

    /** The candidate is better by at least so much, with this confidence. */
    record Better(Metric metric, double minDelta, double confidence) implements GateRule {}

    /** The candidate's value is at least this; of a loss, at most. */
    record Floor(Metric metric, double floor) implements GateRule {}

    /**
     * The candidate is worse by at most this.
     *
     * @param by column whose values are judged one by one; empty: all rows together
     */
    record NotWorse(Metric metric, double maxDrop, String by) implements GateRule {}
}
