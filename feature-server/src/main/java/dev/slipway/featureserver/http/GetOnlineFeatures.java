package dev.slipway.featureserver.http;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.EventTimes;
import dev.slipway.featureserver.config.FeatureServerConfig.Service;
import dev.slipway.featureserver.plan.Catalog;
import dev.slipway.featureserver.plan.ReadPlan;
import dev.slipway.featureserver.plan.ReferenceException;
import dev.slipway.featureserver.redis.RedisFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code POST /get-online-features}. */
final class GetOnlineFeatures implements Endpoint {
    private final Loop loop;

    GetOnlineFeatures(Loop loop) {
        this.loop = loop;
    }

    @Override
    public void handle(Exchange exchange, byte[] body) throws RequestException {
        RequestFields fields = RequestFields.read(body, RequestModel.GET_ONLINE_FEATURES);
        int[] entityRange = fields.range("entities").orElseThrow();
        ReadPlan plan;
        try {
            plan = plan(fields);
        } catch (RequestException e) {
            // Feast looks at the form of the whole request first.
            RequestModel.GET_ONLINE_FEATURES.check(body);
            throw e;
        }
        EntityRows entities = entities(fields, entityRange, plan);
        boolean versions = fields.truth("include_feature_view_version_metadata");
        new Read(exchange, plan, entities, versions).start();
    }

    private EntityRows entities(RequestFields fields, int[] range, ReadPlan plan) throws RequestException {
        try {
            int most = loop.catalog().config().limits().maxEntities();
            return EntityRows.read(fields.body(), range[0], range[1], plan, most);
        } catch (IOException e) {
            throw fields.refusal(RequestFields.sentence(e));
        }
    }

    private ReadPlan plan(RequestFields fields) throws RequestException {
        boolean full = fields.truth("full_feature_names");
        Optional<String> service = fields.text("feature_service").filter(text -> !text.isEmpty());
        Optional<int[]> list = fields.range("features");
        String name = (full ? "+" : "-")
                + service.map(text -> "s" + text)
                        .orElseGet(() ->
                                list.map(range -> "f" + text(fields, range)).orElse("f"));
        ReadPlan known = loop.known(name);
        if (known != null) {
            return known;
        }
        Catalog catalog = loop.catalog();
        String project = project(catalog);
        List<String> references;
        if (service.isPresent()) {
            Service found = catalog.service(service.get())
                    .orElseThrow(() -> FeastErrors.unknownService(service.get(), project));
            references = found.features();
        } else {
            references = list.isPresent() ? fields.strings(list.get()) : List.of();
        }
        try {
            return loop.plan(name, references, full);
        } catch (ReferenceException e) {
            throw FeastErrors.of(e, project);
        }
    }

    private static String text(RequestFields fields, int[] range) {
        return new String(fields.body(), range[0], range[1] - range[0], StandardCharsets.UTF_8);
    }

    static String project(Catalog catalog) {
        return catalog.config().views().isEmpty()
                ? "default"
                : catalog.config().views().getFirst().project();
    }

    /** One read between its commands and its answer. */
    private final class Read {
        private final Exchange exchange;
        private final ReadPlan plan;
        private final EntityRows entities;
        private final boolean versions;
        private final @Nullable GroupCells[] groups;
        private int open;

        Read(Exchange exchange, ReadPlan plan, EntityRows entities, boolean versions) {
            this.exchange = exchange;
            this.plan = plan;
            this.entities = entities;
            this.versions = versions;
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

        private void groupDone() {
            open--;
            if (open == 0) {
                finish();
            }
        }

        private void finish() {
            loop.metrics().read(entities.rows(), System.nanoTime() - exchange.startNanos());
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
                exchange.fail(Endpoint.unavailable(failure));
                return;
            }
            ByteSink out = loop.body();
            Instant now = Instant.now();
            long time = EventTimes.of(now.getEpochSecond(), now.getNano());
            loop.answer().write(out, plan, entities, groups, time, versions);
            exchange.json(200, out);
        }
    }
}
