package dev.slipway.operator.driftmonitor.observe;

import java.util.Arrays;
import java.util.Optional;

/** What a Job of a monitor is for; the value of its label {@code slipway.dev/role}. */
public enum JobRole {
    /** Compares current data with the reference. */
    RUN("run"),
    /** Trains the model again, or has somebody else do it. */
    RETRAIN("retrain"),
    /** Judges the candidate against the champion. */
    EVALUATE("evaluate"),
    /** Writes the gate's decision into the registry: moves the alias, or only tags. */
    PROMOTE("promote"),
    /** Gives the alias back to the former champion. */
    ROLL_BACK("rollback"),
    /** Tells one receiver of alerts. */
    ALERT("alert");

    private final String word;

    JobRole(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /** The role of that word; empty for a word that no version of ours wrote. */
    public static Optional<JobRole> of(String word) {
        return Arrays.stream(values()).filter(r -> r.word.equals(word)).findFirst();
    }
}
