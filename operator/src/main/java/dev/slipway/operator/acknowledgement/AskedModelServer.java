package dev.slipway.operator.acknowledgement;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.operator.model.ObjectName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** One model server and what it said last. It is asked until it has measured itself, then no more. */
final class AskedModelServer implements StatusPolling.Asked {
    private static final Duration SOON = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(15);

    private final Set<ObjectName> models = new HashSet<>();
    private String pod = "";
    private Optional<ModelServerReport> known = Optional.empty();
    private Instant asked;
    private boolean polled;
    private int rounds;

    AskedModelServer(Instant now) {
        this.asked = now;
    }

    /** Takes a question in; whether asking the server has to begin. */
    synchronized boolean ask(ObjectName model, String identity, Instant now) {
        models.add(model);
        asked = now;
        if (!identity.equals(pod)) {
            pod = identity;
            known = Optional.empty();
            rounds = 0;
        }
        var begins = !polled && !isComplete();
        polled = polled || begins;
        return begins;
    }

    private boolean isComplete() {
        return known.flatMap(ModelServerReport::capacity).isPresent();
    }

    @Override
    public synchronized boolean learn(Optional<JsonNode> status, Instant now) {
        var before = known;
        known = status.flatMap(ModelServerReport::read).or(() -> before);
        rounds++;
        return !known.equals(before);
    }

    @Override
    public synchronized Optional<Duration> pause(Instant interestedSince) {
        polled = !isComplete() && !asked.isBefore(interestedSince);
        var pause = SOON.multipliedBy(1L << Math.min(rounds / 4, 5));
        return polled ? Optional.of(pause.compareTo(LONGEST) < 0 ? pause : LONGEST) : Optional.empty();
    }

    synchronized Optional<ModelServerReport> known() {
        return known;
    }

    @Override
    public synchronized Set<ObjectName> askers() {
        return Set.copyOf(models);
    }

    @Override
    public synchronized boolean idleSince(Instant time) {
        return asked.isBefore(time) && !polled;
    }
}
