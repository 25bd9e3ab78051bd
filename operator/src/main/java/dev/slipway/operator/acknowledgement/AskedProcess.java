package dev.slipway.operator.acknowledgement;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.operator.model.ObjectName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** One process, what it should have in force, and what it said last. */
final class AskedProcess implements StatusPolling.Asked {
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(15);

    /** After so long a silence there is no point in waiting for an answer. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

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

    @Override
    public synchronized boolean learn(Optional<JsonNode> status, Instant now) {
        var answer = status.flatMap(StatusClient::acknowledgement);
        rounds++;
        if (answer.isPresent()) {
            waitingSince = now;
        }
        var silent = answer.isEmpty() && waitingSince.plus(SILENCE).isBefore(now);
        var next = answer.orElseGet(() -> new Acknowledgement(known.hash(), known.refusal(), silent));
        var isNews = !next.equals(known);
        known = next;
        return isNews;
    }

    @Override
    public synchronized Optional<Duration> pause(Instant interestedSince) {
        polled = !isAcknowledged() && !asked.isBefore(interestedSince);
        if (!polled) {
            return Optional.empty();
        }
        var pause = FIRST.multipliedBy(1L << Math.min(rounds / 10, 10));
        return Optional.of(pause.compareTo(LONGEST) < 0 ? pause : LONGEST);
    }

    synchronized Acknowledgement known() {
        return known;
    }

    @Override
    public synchronized Set<ObjectName> askers() {
        return Set.copyOf(askers);
    }

    @Override
    public synchronized boolean idleSince(Instant time) {
        return asked.isBefore(time) && !polled;
    }
}
