package dev.slipway.operator.acknowledgement;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.operator.model.ObjectName;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One model server and what it said last. It is asked until it has measured itself, then no more. */
final class AskedModelServer extends AskedServer {
    private static final Duration SOON = Duration.ofMillis(500);
    private static final int DOUBLED_EVERY = 4;

    private Optional<ModelServerReport> known = Optional.empty();

    AskedModelServer(Instant now) {
        super(now, SOON, DOUBLED_EVERY);
    }

    /** Takes a question in; whether asking the server has to begin. */
    synchronized boolean ask(ObjectName model, String pod, Instant now) {
        if (isWanted(model, pod, now)) {
            known = Optional.empty();
        }
        return begins(!isComplete());
    }

    private boolean isComplete() {
        return known.flatMap(ModelServerReport::capacity).isPresent();
    }

    @Override
    public synchronized boolean learn(Optional<JsonNode> status, Instant now) {
        var before = known;
        known = status.flatMap(ModelServerReport::read).or(() -> before);
        round();
        return !known.equals(before);
    }

    @Override
    public synchronized Optional<Duration> pause(Instant interestedSince) {
        return goesOn(!isComplete(), interestedSince) ? Optional.of(untilNext()) : Optional.empty();
    }

    synchronized Optional<ModelServerReport> known() {
        return known;
    }
}
