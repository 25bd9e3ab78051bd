package dev.slipway.operator.registry;

import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.operator.config.ModelServerDefaults;
import dev.slipway.operator.model.Durations;
import dev.slipway.operator.model.News;
import dev.slipway.operator.model.ObjectName;
import dev.slipway.operator.modeldeployment.observe.AliasFacts;
import dev.slipway.operator.modeldeployment.observe.Aliases;
import dev.slipway.operator.modeldeployment.observe.ModelAlias;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Keeps what registries say of aliases fresh, away from the threads that reconcile. Objects that follow the same alias
 * share its polls, at the shortest of their intervals. An object counts as a follower from the reconcile that asks until
 * it follows another one or is gone.
 */
public final class AliasWatch implements Aliases, News, AutoCloseable {
    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /** Polls at the same time, of all registries. */
    private static final int PARALLEL = 8;

    private final ModelServerDefaults defaults;
    private final RegistryClient client;
    private final Map<ModelAlias, FollowedAlias> followed = new ConcurrentHashMap<>();
    private final Map<ObjectName, ModelAlias> aliases = new ConcurrentHashMap<>();
    private final Semaphore turns = new Semaphore(PARALLEL);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("registry").factory());
    private volatile Consumer<ObjectName> changed = follower -> {};
    private volatile Predicate<ObjectName> exists = follower -> true;

    public AliasWatch(ModelServerDefaults defaults, RegistryCredentials credentials) {
        this.defaults = defaults;
        this.client = new RegistryClient(credentials);
    }

    @Override
    public void connect(Consumer<ObjectName> changed, Predicate<ObjectName> exists) {
        this.changed = changed;
        this.exists = exists;
    }

    @Override
    public AliasFacts followedBy(ModelDeployment model) {
        var follower = ObjectName.of(model);
        var alias = ModelAlias.followedBy(model, defaults);
        var before = alias.isEmpty() ? aliases.remove(follower) : aliases.put(follower, alias.get());
        if (before != null && !before.equals(alias.orElse(null))) {
            leave(before, follower);
        }
        return alias.map(a -> follow(a, follower, interval(model))).orElse(AliasFacts.UNKNOWN);
    }

    private void leave(ModelAlias alias, ObjectName follower) {
        var left = followed.get(alias);
        if (left != null) {
            left.leave(follower);
        }
    }

    private AliasFacts follow(ModelAlias alias, ObjectName follower, Duration interval) {
        var isNew = new boolean[1];
        var entry = followed.compute(alias, (key, present) -> {
            isNew[0] = present == null;
            var current = present == null ? new FollowedAlias() : present;
            current.follow(follower, interval);
            return current;
        });
        if (isNew[0]) {
            schedule(alias, entry, Duration.ZERO);
        }
        return entry.facts();
    }

    private static Duration interval(ModelDeployment model) {
        var registry = model.getSpec().model().registry();
        try {
            var asked = registry == null ? DEFAULT_INTERVAL : Durations.parse(registry.pollInterval());
            return asked.compareTo(SHORTEST) < 0 ? SHORTEST : asked;
        } catch (IllegalArgumentException e) {
            return DEFAULT_INTERVAL;
        }
    }

    /** A little early, each time by another amount, so that many aliases spread out and none is seen late. */
    private static Duration jittered(Duration interval) {
        return Duration.ofMillis(
                (long) (interval.toMillis() * ThreadLocalRandom.current().nextDouble(0.85, 1)));
    }

    private void schedule(ModelAlias alias, FollowedAlias entry, Duration delay) {
        if (!timer.isShutdown()) {
            var _ = timer.schedule(
                    () -> Thread.ofVirtual().name("registry-poll").start(() -> poll(alias, entry)),
                    delay.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    private void poll(ModelAlias alias, FollowedAlias entry) {
        if (nobodyFollows(alias, entry)) {
            return;
        }
        try {
            turns.acquire();
            AliasFacts answer;
            try {
                answer = client.resolve(alias);
            } finally {
                turns.release();
            }
            if (entry.learn(answer)) {
                entry.followers().forEach(changed);
            }
            schedule(alias, entry, jittered(entry.interval()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean nobodyFollows(ModelAlias alias, FollowedAlias entry) {
        entry.followers().stream().filter(exists.negate()).forEach(gone -> {
            entry.leave(gone);
            aliases.remove(gone, alias);
        });
        return followed.computeIfPresent(
                        alias, (key, present) -> present.followers().isEmpty() ? null : present)
                == null;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        client.close();
    }
}
