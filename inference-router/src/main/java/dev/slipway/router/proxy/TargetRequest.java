package dev.slipway.router.proxy;

import dev.slipway.router.net.Fields;
import dev.slipway.router.net.UpstreamStream;
import dev.slipway.router.targets.Target;
import dev.slipway.router.wire.FieldKind;
import dev.slipway.router.wire.HeadWriter;
import java.util.concurrent.TimeUnit;

/** A call as its target gets it: with the target's own path or name of the model, and with what the router tells servers. */
final class TargetRequest {
    private TargetRequest() {}

    /**
     * The request.
     *
     * @param number of the attempt, from 1
     */
    static UpstreamStream.Request of(Call call, Target target, int number, long now) {
        byte[] path = target.path().length > 0 ? target.path() : call.target();
        int from = target.path().length > 0 ? 0 : call.from();
        int to = target.path().length > 0 ? path.length : call.to();
        String model = target.config().model().orElse("");
        if (!model.isEmpty()) {
            byte[] named = ModelPath.named(path, from, to, HeadWriter.ascii(model));
            if (named != path) {
                path = named;
                from = 0;
                to = named.length;
            }
        }
        long length =
                call.body().isComplete() ? call.body().size() : call.head().contentLength();
        return new UpstreamStream.Request(
                call.head(),
                path,
                from,
                to,
                target.host(),
                fields(call, target, number, now),
                call.credentialsEnd(),
                length);
    }

    private static Fields fields(Call call, Target target, int number, long now) {
        Fields own = new Fields().add("x-request-id", call.requestId());
        long left = TimeUnit.NANOSECONDS.toMillis(call.deadline() - now);
        own.add("x-deadline-ms", Long.toString(Math.max(1, left)));
        if (number > 1) {
            own.add("x-attempt", Integer.toString(number));
        }
        String parent = call.head().value(FieldKind.TRACEPARENT);
        if (parent != null) {
            own.add("traceparent", parent);
        }
        for (int i = 0; i < target.fields().size(); i++) {
            own.add(target.fields().name(i), target.fields().value(i));
        }
        return own;
    }
}
