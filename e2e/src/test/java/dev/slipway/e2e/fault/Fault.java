package dev.slipway.e2e.fault;

import dev.slipway.e2e.cluster.Timeline.Entry;
import java.util.function.Predicate;

/**
 * Something that goes wrong, and what a user must be told.
 *
 * @param sentence the fault in plain English; the name of its test
 * @param inject brings it about
 * @param evidence the first thing that the cluster says of it: from then on the status can know
 * @param symptom what the status must say
 * @param cure what a user who read the message would do; afterwards the model must be Ready and answer
 */
public record Fault(String sentence, Step inject, Predicate<Entry> evidence, Symptom symptom, Step cure) {
    /** One act of the user or of fate. */
    @FunctionalInterface
    public interface Step {
        void run(Stage stage) throws Exception;
    }
}
