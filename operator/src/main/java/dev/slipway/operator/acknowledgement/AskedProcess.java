package dev.slipway.operator.acknowledgement;

import dev.slipway.operator.model.ObjectName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** One process, what it should have in force, and what it said last. */
final class AskedProcess {
    private final Set<ObjectName> askers = new HashSet<>();
    private String wanted = "";
    private Acknowledgement known = Acknowledgement.UNKNOWN;
    private Instant asked;
    private Instant waitingSince;
    private boolean polled;
    private int rounds;

    AskedProcess(Instant now) {
        this.asked = now;
        this.waitingSince = now;
    }

    /** Takes a question in; whether asking the process has to begin. */
    synchronized boolean ask(ObjectName asker, String hash, Instant now) {
        askers.add(asker);
        asked = now;
        if (!hash.equals(wanted)) {
            wanted = hash;
            rounds = 0;
            waitingSince = now;
        }
        var begins = !polled && !isAcknowledged();
        polled = polled || begins;
        return begins;
    }

    private boolean isAcknowledged() {
        return known.hash().filter(wanted::equals).isPresent();
    }

    /** Takes an answer in; whether anything has changed. */
    synchronized boolean learn(Optional<Acknowledgement> answer, Instant now, Duration silence) {
        rounds++;
        if (answer.isPresent()) {
            waitingSince = now;
        }
        var silent = answer.isEmpty() && waitingSince.plus(silence).isBefore(now);
        var next = answer.orElseGet(() -> new Acknowledgement(known.hash(), known.refusal(), silent));
        var isNews = !next.equals(known);
        known = next;
        return isNews;
    }

    /** Whether it is asked again; once it is not, the next question begins anew. */
    synchronized boolean goesOn(Instant interestedSince) {
        polled = !isAcknowledged() && !asked.isBefore(interestedSince);
        return polled;
    }

    synchronized Duration pause(Duration first, Duration longest) {
        var pause = first.multipliedBy(1L << Math.min(rounds / 10, 10));
        return pause.compareTo(longest) < 0 ? pause : longest;
    }

    synchronized Acknowledgement known() {
        return known;
    }

    synchronized Set<ObjectName> askers() {
        return Set.copyOf(askers);
    }

    synchronized boolean askedBefore(Instant time) {
        return asked.isBefore(time) && !polled;
    }
}
