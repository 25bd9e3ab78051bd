package dev.slipway.operator.acknowledgement;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.operator.model.ObjectName;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One process, what it should have in force, and what it said last. */
final class AskedProcess extends AskedServer {
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final int DOUBLED_EVERY = 10;

    /** After so long a silence there is no point in waiting for an answer. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private Acknowledgement known = Acknowledgement.UNKNOWN;
    private Instant waitingSince;

    AskedProcess(Instant now) {
        super(now, FIRST, DOUBLED_EVERY);
        this.waitingSince = now;
    }

    /** Takes a question in; whether asking the process has to begin. */
    synchronized boolean ask(ObjectName asker, String hash, Instant now) {
        if (isWanted(asker, hash, now)) {
            waitingSince = now;
        }
        return begins(!isAcknowledged());
    }

    private boolean isAcknowledged() {
        return known.hash().filter(wanted()::equals).isPresent();
    }

    @Override
    public synchronized boolean learn(Optional<JsonNode> status, Instant now) {
        var answer = status.flatMap(StatusClient::acknowledgement);
        round();
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
        return goesOn(!isAcknowledged(), interestedSince) ? Optional.of(untilNext()) : Optional.empty();
    }

    synchronized Acknowledgement known() {
        return known;
    }
}
