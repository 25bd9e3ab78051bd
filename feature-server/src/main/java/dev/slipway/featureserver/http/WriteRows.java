package dev.slipway.featureserver.http;

import dev.slipway.featureserver.config.ViewConfig.Push;
import dev.slipway.featureserver.config.ViewConfig.Target;
import dev.slipway.featureserver.plan.ViewPlan;
import java.io.IOException;
import java.util.Optional;

/** {@code POST /push} and {@code POST /write-to-online-store}: rows of a request into the stores. */
final class WriteRows implements Endpoint {
    private final Loop loop;
    private final boolean push;

    WriteRows(Loop loop, boolean push) {
        this.loop = loop;
        this.push = push;
    }

    /**
     * What a request wants written.
     *
     * @param view whose rows they are
     * @param target where they go
     */
    record Wanted(ViewPlan view, Target target) {}

    @Override
    public void handle(Exchange exchange, byte[] body) throws RequestException {
        RequestFields fields = RequestFields.read(body, push ? RequestModel.PUSH : RequestModel.WRITE);
        String name = fields.required(push ? "push_source_name" : "feature_view_name");
        int[] range = fields.range("df").orElseThrow();
        Wanted wanted = push ? pushed(loop, name, fields.text("to").orElse("online")) : written(loop, name);
        DataFrame frame;
        try {
            frame = DataFrame.read(body, range[0], range[1], wanted.view());
        } catch (IOException e) {
            throw fields.refusal(RequestFields.sentence(e));
        }
        PushedRows.store(loop, name, frame, wanted.target(), failure -> {
            if (failure.isPresent()) {
                exchange.fail(failure.get());
            } else if (push) {
                exchange.empty(200);
            } else {
                exchange.json(200, "null");
            }
        });
    }

    /** The view of a push source, and where its rows go: where the view says it, else where the request does. */
    static Wanted pushed(Loop loop, String name, String to) throws RequestException {
        Optional<Target> asked = Target.named(to);
        if (asked.isEmpty()) {
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
        return new Wanted(view.get(), target(name, view.get(), asked.get()));
    }

    private static Target target(String name, ViewPlan view, Target asked) throws RequestException {
        Target target = view.config().push().flatMap(Push::to).orElse(asked);
        if (!target.covers(asked)) {
            throw RequestException.ours(
                    400,
                    "Rows of '%s' go to %s (push.to of the view), not to %s."
                            .formatted(name, target.wireName(), asked.wireName()));
        }
        if (!view.config().aggregations().isEmpty()) {
            throw RequestException.ours(
                    400,
                    "The view '%s' has aggregations, which are computed from the rows of its source: add rows there."
                            .formatted(view.name()));
        }
        if (target.offline()
                && view.config().source().filter(source -> source.table()).isEmpty()) {
            throw RequestException.ours(
                    400, "The view '%s' has no source.postgres.table to add rows to: push to online.".formatted(name));
        }
        return target;
    }

    /** The view that rows are written to directly. */
    static Wanted written(Loop loop, String name) throws RequestException {
        Optional<ViewPlan> view = loop.catalog().view(name);
        if (view.isEmpty()) {
            throw RequestException.feast(
                    404,
                    "There is no feature view '%s'.".formatted(name),
                    404,
                    "FeastObjectNotFoundException",
                    "Can't recognize feast object with a name %s".formatted(name));
        }
        return new Wanted(view.get(), Target.Online);
    }
}
