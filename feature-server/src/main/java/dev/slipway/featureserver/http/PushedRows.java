package dev.slipway.featureserver.http;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.config.ViewConfig.Target;
import dev.slipway.featureserver.ingest.RowBatch;
import dev.slipway.featureserver.ingest.RowScript;
import dev.slipway.featureserver.offline.AppendException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Rows of a request on their way into the stores: first all or none into the table, from which a materialization would bring
 * them, then into Redis, where the newest row wins.
 */
final class PushedRows {
    private final Loop loop;
    private final String name;
    private final DataFrame frame;
    private final Consumer<Optional<RequestException>> done;

    private PushedRows(Loop loop, String name, DataFrame frame, Consumer<Optional<RequestException>> done) {
        this.loop = loop;
        this.name = name;
        this.frame = frame;
        this.done = done;
    }

    /** Stores all rows or tells why not, on the loop. */
    static void store(
            Loop loop, String name, DataFrame frame, Target target, Consumer<Optional<RequestException>> done) {
        loop.metrics().pushRequest(name, target.wireName());
        PushedRows rows = new PushedRows(loop, name, frame, done);
        if (!target.offline() || frame.rows() == 0) {
            rows.online("");
        } else {
            loop.appender()
                    .append(
                            frame.view().config(),
                            frame.offlineRows(),
                            failure -> loop.context().runOnContext(back -> rows.appended(target, failure)));
        }
    }

    private void appended(Target target, Optional<AppendException> failure) {
        loop.metrics().appended(failure.isEmpty());
        if (failure.isPresent()) {
            done.accept(failure.map(PushedRows::refusal));
        } else if (target.online()) {
            online("The rows are in the offline store, from which the next materialization brings them. ");
        } else {
            loop.metrics().pushed(name, frame.rows());
            done.accept(Optional.empty());
        }
    }

    private static RequestException refusal(AppendException e) {
        int status =
                switch (e.kind()) {
                    case AWAY -> 503;
                    case ROWS -> 422;
                    case MISMATCH -> 500;
                };
        return RequestException.ours(status, String.valueOf(e.getMessage()));
    }

    private void online(String before) {
        RowScript script = loop.script(frame.view());
        int rows = frame.rows();
        ByteSink values = new ByteSink(256 + rows * (32 + 20 * frame.view().size()));
        ByteSink keys = new ByteSink(64 + rows * 64);
        int[] valueEnds = new int[rows];
        int[] keyEnds = new int[rows];
        frame.encode(script, values, valueEnds, keys, keyEnds);
        new RowBatch(loop.shards(), script, values, valueEnds, keys, keyEnds, rows, outcome -> {
                    loop.metrics().pushed(name, outcome.written());
                    done.accept(Optional.ofNullable(outcome.failure())
                            .map(failure -> Endpoint.unavailable(failure, before)));
                })
                .send();
    }
}
