package dev.slipway.operator.acknowledgement;

import dev.slipway.operator.model.ObjectName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * What is alike in everything that is asked: who cares, what is wanted of it and since when, and how often it was asked for
 * that. For holders of its lock.
 */
abstract class AskedServer implements StatusPolling.Asked {
    private static final Duration LONGEST = Duration.ofSeconds(15);

    private final Duration first;
    private final int doubledEvery;
    private final Set<ObjectName> askers = new HashSet<>();
    private String wanted = "";
    private Instant asked;
    private boolean polled;
    private int rounds;

    /**
     * @param first pause between two questions
     * @param doubledEvery so many questions, up to 15 s
     */
    AskedServer(Instant now, Duration first, int doubledEvery) {
        this.asked = now;
        this.first = first;
        this.doubledEvery = doubledEvery;
    }

    /** Somebody cares; whether something else is wanted than before. */
    final boolean isWanted(ObjectName asker, String what, Instant now) {
        askers.add(asker);
        asked = now;
        if (what.equals(wanted)) {
            return false;
        }
        wanted = what;
        rounds = 0;
        return true;
    }

    final String wanted() {
        return wanted;
    }

    /** Whether asking has to begin, which it then has. */
    final boolean begins(boolean needed) {
        var begins = needed && !polled;
        polled |= begins;
        return begins;
    }

    /** It was asked once more. */
    final void round() {
        rounds++;
    }

    /** Whether asking goes on: it has to, and somebody still cares. */
    final boolean goesOn(boolean needed, Instant interestedSince) {
        polled = needed && !asked.isBefore(interestedSince);
        return polled;
    }

    /** Longer and longer. */
    final Duration untilNext() {
        var pause = first.multipliedBy(1L << Math.min(rounds / doubledEvery, 10));
        return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }

    @Override
    public final synchronized Set<ObjectName> askers() {
        return Set.copyOf(askers);
    }

    @Override
    public final synchronized boolean idleSince(Instant time) {
        return asked.isBefore(time) && !polled;
    }
}
