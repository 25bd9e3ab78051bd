package dev.slipway.operator.registry;

import dev.slipway.operator.model.ObjectName;
import dev.slipway.operator.modeldeployment.observe.AliasFacts;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who follows an alias, how often it is polled, and what is known of it: the last good answer stays while none comes. */
final class FollowedAlias {
    /** One lost answer is no news where the version is known: a message that comes and goes is of no use to anybody. */
    private static final int FAILURES_TO_TELL = 2;

    private final Map<ObjectName, Duration> followers = new HashMap<>();
    private AliasFacts facts = AliasFacts.UNKNOWN;
    private int failures;

    synchronized void follow(ObjectName follower, Duration interval) {
        followers.put(follower, interval);
    }

    synchronized void leave(ObjectName follower) {
        followers.remove(follower);
    }

    synchronized Set<ObjectName> followers() {
        return Set.copyOf(followers.keySet());
    }

    synchronized Duration interval() {
        return followers.values().stream().min(Duration::compareTo).orElse(Duration.ofSeconds(30));
    }

    synchronized AliasFacts facts() {
        return facts;
    }

    /** Takes an answer in; whether anything that is told has changed. */
    synchronized boolean learn(AliasFacts answer) {
        failures = answer.problem().isEmpty() ? 0 : failures + 1;
        var tell = facts.version().isEmpty()
                || failures >= FAILURES_TO_TELL
                || answer.problem().filter(AliasFacts.Problem::definite).isPresent();
        var next = new AliasFacts(answer.version().or(facts::version), tell ? answer.problem() : Optional.empty());
        var isNews = !next.equals(facts);
        facts = next;
        return isNews;
    }
}
