package dev.slipway.featureserver.http;

import dev.slipway.featureserver.cells.JsonScalars;
import dev.slipway.featureserver.config.FeatureServerConfig;
import dev.slipway.featureserver.failure.Reason;
import dev.slipway.featureserver.materialize.Materializations;
import dev.slipway.featureserver.materialize.Materializations.Order;
import dev.slipway.featureserver.plan.Catalog;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.json.JsonText;
import io.vertx.core.Context;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /materialize} and {@code POST /materialize-incremental}: the materializer on request. With
 * {@code ?async=true} the answer comes at once, otherwise after the run. A view that is being materialized already is a
 * conflict; {@code force} changes nothing about that, since no state can be stuck here: a lease ends half a minute after
 * its holder does.
 */
final class Materialize implements Endpoint {
    private static final DateTimeFormatter PYTHON = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss[.SSSSSS]xxx");

    private final Loop loop;
    private final Materializations runs;
    private final boolean incremental;

    Materialize(Loop loop, Materializations runs, boolean incremental) {
        this.loop = loop;
        this.runs = runs;
        this.incremental = incremental;
    }

    @Override
    public void handle(Exchange exchange, byte[] body) throws RequestException {
        RequestFields fields =
                RequestFields.read(body, incremental ? RequestModel.MATERIALIZE_INCREMENTAL : RequestModel.MATERIALIZE);
        boolean async = truth(exchange, "async");
        truth(exchange, "force");
        Catalog catalog = loop.catalog();
        List<String> views = views(fields, catalog);
        Order order = order(fields, views);
        List<String> taken = runs.take(views);
        if (!taken.isEmpty()) {
            throw FeastErrors.materializing(taken);
        }
        Context context = loop.context();
        runs.run(catalog, order, failure -> {
            if (!async) {
                context.runOnContext(turn -> answer(exchange, failure, views));
            }
        });
        if (async) {
            String names = views.stream().map(JsonText::quote).collect(Collectors.joining(",", "[", "]"));
            exchange.json(202, "{\"status\":\"accepted\",\"feature_views\":" + names + "}");
        }
    }

    private static void answer(Exchange exchange, @Nullable FailureException failure, List<String> views) {
        if (failure == null) {
            exchange.json(200, "null");
        } else {
            exchange.fail(refusal(failure, views));
        }
    }

    private static RequestException refusal(FailureException e, List<String> views) {
        String message = e.failure().message();
        return switch (e.failure().reason()) {
            case Reason.AlreadyRunning -> FeastErrors.materializing(views);
            case Reason.SourceUnreachable, Reason.OnlineStoreUnreachable, Reason.OnlineStoreRefused ->
                RequestException.ours(503, message);
            case Reason.ValidationFailed -> RequestException.plain(422, message, 500, message);
            default -> RequestException.ours(500, message);
        };
    }

    private static boolean truth(Exchange exchange, String parameter) throws RequestException {
        String text = exchange.request().getParam(parameter);
        if (text == null) {
            return false;
        }
        if (!RequestModel.isTruth(text)) {
            throw FormError.refuse(List.of(new FormError(
                    "bool_parsing",
                    "[\"query\"," + JsonText.quote(parameter) + "]",
                    "Input should be a valid boolean, unable to interpret input",
                    JsonText.quote(text),
                    "")));
        }
        return RequestModel.truth(text);
    }

    private static List<String> views(RequestFields fields, Catalog catalog) throws RequestException {
        Optional<int[]> range = fields.range("feature_views");
        List<String> asked = range.isPresent() ? fields.strings(range.get()) : List.of();
        if (fields.text("version").isPresent()) {
            throw FeastErrors.noVersions(asked.size() == 1);
        }
        if (range.isEmpty()) {
            FeatureServerConfig config = catalog.config();
            return config.views().stream()
                    .filter(view -> view.source().isPresent())
                    .map(view -> view.name())
                    .toList();
        }
        for (String name : asked) {
            if (catalog.view(name).isEmpty()) {
                throw FeastErrors.unknownView(name, GetOnlineFeatures.project(catalog));
            }
            if (catalog.view(name).get().config().source().isEmpty()) {
                String detail = "The view '%s' has no source to read from: rows are pushed to it.".formatted(name);
                throw RequestException.plain(400, detail, 500, detail);
            }
        }
        return asked.stream().distinct().toList();
    }

    private Order order(RequestFields fields, List<String> views) throws RequestException {
        if (incremental) {
            return new Order(views, Optional.empty(), time(fields.required("end_ts"), ""));
        }
        if (fields.truth("disable_event_timestamp")) {
            return new Order(views, Optional.of(Instant.EPOCH), Instant.now());
        }
        String start = fields.text("start_ts").orElse("");
        String end = fields.text("end_ts").orElse("");
        if (start.isEmpty() || end.isEmpty()) {
            String words = "start_ts and end_ts are required when disable_event_timestamp is False";
            throw RequestException.plain(400, "The request lacks start_ts or end_ts.", 500, words);
        }
        Instant from = time(start, "Invalid timestamp format: ");
        Instant to = time(end, "Invalid timestamp format: ");
        if (!from.isBefore(to)) {
            String words = "start_ts (%s) must be before end_ts (%s)".formatted(python(from), python(to));
            throw RequestException.plain(400, words + ".", 500, words);
        }
        return new Order(views, Optional.of(from), to);
    }

    private static Instant time(String text, String prefix) throws RequestException {
        try {
            return JsonScalars.instant(text.strip());
        } catch (DateTimeException e) {
            throw RequestException.plain(
                    400,
                    "\"%s\" is no time as 2026-01-02T03:04:05Z.".formatted(text),
                    500,
                    prefix + "Unknown string format: " + text);
        }
    }

    private static String python(Instant time) {
        OffsetDateTime utc = time.atOffset(ZoneOffset.UTC);
        return utc.getNano() == 0 ? PYTHON.format(utc).replace(".000000", "") : PYTHON.format(utc);
    }
}
