package dev.slipway.featureserver.http;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.config.RedisConfig;
import dev.slipway.featureserver.ingest.RowScript;
import dev.slipway.featureserver.metrics.ServerMetrics;
import dev.slipway.featureserver.offline.RowAppender;
import dev.slipway.featureserver.plan.Catalog;
import dev.slipway.featureserver.plan.ReadPlan;
import dev.slipway.featureserver.plan.ReferenceException;
import dev.slipway.featureserver.plan.ViewPlan;
import dev.slipway.featureserver.redis.RedisConnector;
import dev.slipway.featureserver.redis.RedisShards;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop has for itself: its connections to Redis, the plans it has compiled, buffers. Nothing here is shared,
 * nothing locks. A new configuration is seen by the next request.
 */
final class Loop {
    private static final int MOST_PLANS = 1000;
    private static final long CLOSE_AFTER_MILLIS = 5000;

    private final Vertx vertx;
    private final Context context;
    private final Supplier<Catalog> live;
    private final ServerMetrics metrics;
    private final RowAppender appender;
    private final OnlineAnswer answer;
    private final GrpcAnswer grpcAnswer;
    private final ByteSink commands = new ByteSink(1 << 12);
    private final ByteSink body = new ByteSink(1 << 16);
    private final Map<String, ReadPlan> plans = new HashMap<>();
    private final Map<ViewPlan, RowScript> scripts = new HashMap<>();
    private Catalog catalog;
    private RedisConfig redis;
    private RedisShards shards;

    Loop(Vertx vertx, Supplier<Catalog> live, ServerMetrics metrics, RowAppender appender) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.live = live;
        this.metrics = metrics;
        this.appender = appender;
        this.answer = new OnlineAnswer(metrics);
        this.grpcAnswer = new GrpcAnswer(metrics);
        this.catalog = live.get();
        this.redis = catalog.config().redis();
        this.shards = RedisConnector.connect(vertx, redis);
    }

    /** The configuration in force. */
    Catalog catalog() {
        Catalog now = live.get();
        if (now != catalog) {
            adopt(now);
        }
        return catalog;
    }

    private void adopt(Catalog now) {
        catalog = now;
        plans.clear();
        scripts.clear();
        if (!now.config().redis().equals(redis)) {
            RedisShards old = shards;
            redis = now.config().redis();
            shards = RedisConnector.connect(vertx, redis);
            vertx.setTimer(CLOSE_AFTER_MILLIS, fired -> old.close());
        }
    }

    /** The plan of this list of features under this name. */
    ReadPlan plan(String name, List<String> references, boolean fullNames) throws ReferenceException {
        ReadPlan plan = ReadPlan.compile(catalog(), references, fullNames);
        if (plans.size() >= MOST_PLANS) {
            plans.clear();
        }
        plans.put(name, plan);
        return plan;
    }

    /** A plan that has been compiled for this configuration. */
    @Nullable
    ReadPlan known(String name) {
        catalog();
        return plans.get(name);
    }

    RowScript script(ViewPlan view) {
        return scripts.computeIfAbsent(view, unseen -> new RowScript(view, catalog.keyLifeMillis(view)));
    }

    /** Where answers that were prepared elsewhere are given. */
    Context context() {
        return context;
    }

    RedisShards shards() {
        return shards;
    }

    ServerMetrics metrics() {
        return metrics;
    }

    /** Where rows are added to tables; shared by all loops. */
    RowAppender appender() {
        return appender;
    }

    OnlineAnswer answer() {
        return answer;
    }

    GrpcAnswer grpcAnswer() {
        return grpcAnswer;
    }

    /** Commands on their way to a connection, which takes a copy. */
    ByteSink commands() {
        commands.truncate(0);
        return commands;
    }

    /** A body that is being written. */
    ByteSink body() {
        body.truncate(0);
        return body;
    }

    void close() {
        shards.close();
    }
}
