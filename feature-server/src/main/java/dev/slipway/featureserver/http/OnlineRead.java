package dev.slipway.featureserver.http;

import dev.slipway.featureserver.codec.EventTimes;
import dev.slipway.featureserver.plan.ReadPlan;
import dev.slipway.featureserver.redis.RedisFailure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One read between its commands and its answer, whatever the protocol. */
final class OnlineRead {
    private final Loop loop;
    private final ReadPlan plan;
    private final EntityRows entities;
    private final long startNanos;
    private final Listener listener;
    private final @Nullable GroupCells[] groups;
    private int open;

    /** Who answers. */
    interface Listener {
        /** The cells are there; {@code now} in nanoseconds since 1970. */
        void read(OnlineRead done, long now);

        /** Redis answered for no key at all. */
        void failed(RequestException why);
    }

    OnlineRead(Loop loop, ReadPlan plan, EntityRows entities, long startNanos, Listener listener) {
        this.loop = loop;
        this.plan = plan;
        this.entities = entities;
        this.startNanos = startNanos;
        this.listener = listener;
        this.groups = new @Nullable GroupCells[plan.groups().size()];
    }

    void start() {
        for (int i = 0; i < groups.length; i++) {
            if (entities.complete(plan.groups().get(i))) {
                UniqueKeys keys = new UniqueKeys(plan.groups().get(i), entities);
                groups[i] = new GroupCells(plan.groups().get(i), keys, loop.shards(), this::groupDone);
                open++;
            }
        }
        open++;
        for (GroupCells cells : groups) {
            if (cells != null) {
                cells.send(loop.commands());
            }
        }
        groupDone();
    }

    /** The cells of each group of the plan; null where the request lacks its join keys. */
    @Nullable
    GroupCells[] groups() {
        return groups;
    }

    private void groupDone() {
        open--;
        if (open == 0) {
            finish();
        }
    }

    private void finish() {
        loop.metrics().read(entities.rows(), System.nanoTime() - startNanos);
        RedisFailure failure = null;
        boolean any = false;
        for (GroupCells cells : groups) {
            if (cells != null && cells.failure() != null) {
                failure = cells.failure();
            }
            any |= cells != null && !cells.allLost();
        }
        if (failure != null) {
            loop.metrics().degraded();
        }
        if (failure != null && !any) {
            listener.failed(Endpoint.unavailable(failure));
            return;
        }
        Instant now = Instant.now();
        listener.read(this, EventTimes.of(now.getEpochSecond(), now.getNano()));
    }
}
