package dev.slipway.featureserver.http;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.ingest.RowBatch;
import dev.slipway.featureserver.ingest.RowScript;
import dev.slipway.featureserver.plan.ViewPlan;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** {@code POST /push} and {@code POST /write-to-online-store}: rows of a request into Redis, the newest row wins. */
final class WriteRows implements Endpoint {
    private static final Set<String> TARGETS = Set.of("online", "offline", "online_and_offline");

    private final Loop loop;
    private final boolean push;

    WriteRows(Loop loop, boolean push) {
        this.loop = loop;
        this.push = push;
    }

    @Override
    public void handle(Exchange exchange, byte[] body) throws RequestException {
        RequestFields fields = RequestFields.read(body, push ? RequestModel.PUSH : RequestModel.WRITE);
        String name = fields.required(push ? "push_source_name" : "feature_view_name");
        int[] range = fields.range("df").orElseThrow();
        ViewPlan view = push ? pushed(name, fields) : written(name);
        DataFrame frame;
        try {
            frame = DataFrame.read(body, range[0], range[1], view);
        } catch (IOException e) {
            throw fields.refusal(RequestFields.sentence(e));
        }
        send(exchange, name, frame);
    }

    private ViewPlan pushed(String name, RequestFields fields) throws RequestException {
        String to = fields.text("to").orElse("online");
        if (!TARGETS.contains(to)) {
            throw RequestException.plain(
                    400,
                    "to is '%s'; it must be online, offline or online_and_offline.".formatted(to),
                    500,
                    ("%s is not a supported push format. Please specify one of these ['online', 'offline', "
                                    + "'online_and_offline'].")
                            .formatted(to));
        }
        Optional<ViewPlan> view = loop.catalog().pushSource(name);
        if (view.isEmpty()) {
            throw RequestException.feast(
                    422,
                    "There is no push source '%s'.".formatted(name),
                    422,
                    "PushSourceNotFoundException",
                    "Unable to find push source '%s'.".formatted(name));
        }
        if (!to.equals("online")) {
            throw RequestException.ours(400, "Rows cannot be pushed to the offline store yet: set \"to\": \"online\".");
        }
        return view.get();
    }

    private ViewPlan written(String name) throws RequestException {
        Optional<ViewPlan> view = loop.catalog().view(name);
        if (view.isEmpty()) {
            throw RequestException.feast(
                    404,
                    "There is no feature view '%s'.".formatted(name),
                    404,
                    "FeastObjectNotFoundException",
                    "Can't recognize feast object with a name %s".formatted(name));
        }
        return view.get();
    }

    private void send(Exchange exchange, String name, DataFrame frame) {
        RowScript script = loop.script(frame.view());
        int rows = frame.rows();
        ByteSink values = new ByteSink(256 + rows * (32 + 20 * frame.view().size()));
        ByteSink keys = new ByteSink(64 + rows * 64);
        int[] valueEnds = new int[rows];
        int[] keyEnds = new int[rows];
        frame.encode(script, values, valueEnds, keys, keyEnds);
        new RowBatch(loop.shards(), script, values, valueEnds, keys, keyEnds, rows, outcome -> {
                    loop.metrics().pushed(name, outcome.written());
                    if (outcome.failure() != null) {
                        exchange.fail(Endpoint.unavailable(outcome.failure()));
                    } else if (push) {
                        exchange.empty(200);
                    } else {
                        exchange.json(200, "null");
                    }
                })
                .send();
    }
}
