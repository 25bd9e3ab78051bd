package dev.slipway.modelserver.grpc;

import dev.slipway.modelserver.inference.Origin;
import dev.slipway.modelserver.telemetry.Arrival;
import dev.slipway.modelserver.telemetry.ObservedRequest;
import dev.slipway.modelserver.telemetry.RequestObserver;
import dev.slipway.modelserver.telemetry.Telemetry;
import dev.slipway.workload.grpc.Call;
import dev.slipway.workload.grpc.CallObserver;
import dev.slipway.workload.grpc.HealthMethods;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells {@link Telemetry} of one call's begin and end. One span and one line a call, streams included. */
final class ObservedCall implements CallObserver {
    private static final ObservedCall NOBODY = new ObservedCall(Telemetry.off(), null);
    /** Asked for every few seconds by machines. */
    private static final Set<String> NOISE = Set.of(
            "/" + HealthMethods.SERVICE + "/Check",
            "/" + HealthMethods.SERVICE + "/Watch",
            "/" + InferenceMethods.SERVICE + "/ServerLive",
            "/" + InferenceMethods.SERVICE + "/ServerReady");

    private final Telemetry telemetry;
    private final @Nullable ObservedRequest request;
    private long received;
    private long sent;

    private ObservedCall(Telemetry telemetry, @Nullable ObservedRequest request) {
        this.telemetry = telemetry;
        this.request = request;
    }

    static ObservedCall begin(Telemetry telemetry, Http2Headers headers) {
        Telemetry.Drawn drawn = telemetry.draw();
        if (!telemetry.on() || (drawn.nobody() && !headers.contains(Arrival.TRACEPARENT))) {
            return NOBODY;
        }
        String path = String.valueOf(headers.path());
        if (NOISE.contains(path)) {
            return NOBODY;
        }
        List<String> parents = headers.getAll(Arrival.TRACEPARENT).stream()
                .map(String::valueOf)
                .toList();
        Arrival arrival = new Arrival(
                "POST", path, text(headers, Origin.REQUEST_ID_HEADER), parents, text(headers, "tracestate"));
        ObservedRequest request = telemetry.begin(drawn, arrival);
        return request == null ? NOBODY : new ObservedCall(telemetry, request);
    }

    private static @Nullable String text(Http2Headers headers, String name) {
        CharSequence value = headers.get(name);
        return value == null ? null : value.toString();
    }

    /** Whom to tell what happens in between; on the event loop, while the call is not over. */
    static RequestObserver observer(Call call) {
        return call.observer() instanceof ObservedCall observed && observed.request != null
                ? observed.request
                : RequestObserver.NONE;
    }

    @Override
    public void received(int bytes) {
        if (request != null) {
            received += bytes;
        }
    }

    @Override
    public void sent(int bytes) {
        if (request != null) {
            sent += bytes;
        }
    }

    @Override
    public void ended(int status) {
        if (request != null) {
            telemetry.endCall(request, status, received, sent);
        }
    }
}
