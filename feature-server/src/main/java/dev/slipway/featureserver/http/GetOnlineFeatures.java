package dev.slipway.featureserver.http;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.config.FeatureServerConfig.Service;
import dev.slipway.featureserver.plan.Catalog;
import dev.slipway.featureserver.plan.ReadPlan;
import dev.slipway.featureserver.plan.ReferenceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

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
        new OnlineRead(loop, plan, entities, exchange.startNanos(), new OnlineRead.Listener() {
                    @Override
                    public void read(OnlineRead done, long now) {
                        ByteSink out = loop.body();
                        loop.answer().write(out, plan, entities, done.groups(), now, versions);
                        exchange.json(200, out);
                    }

                    @Override
                    public void failed(RequestException why) {
                        exchange.fail(why);
                    }
                })
                .start();
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
        List<String> references = service.isEmpty() && list.isPresent() ? fields.strings(list.get()) : List.of();
        return compile(loop, name, service, references, full);
    }

    /** The plan of a service or of a list of features, kept under this name. */
    static ReadPlan compile(Loop loop, String name, Optional<String> service, List<String> references, boolean full)
            throws RequestException {
        Catalog catalog = loop.catalog();
        String project = project(catalog);
        List<String> wanted = references;
        if (service.isPresent()) {
            Service found = catalog.service(service.get())
                    .orElseThrow(() -> FeastErrors.unknownService(service.get(), project));
            wanted = found.features();
        }
        try {
            return loop.plan(name, wanted, full);
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
}
