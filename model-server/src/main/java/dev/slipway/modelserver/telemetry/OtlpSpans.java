package dev.slipway.modelserver.telemetry;

import dev.slipway.modelserver.convert.ProtobufWriter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Requests as the message {@code ExportTraceServiceRequest} of opentelemetry-proto 1.x: one resource, one scope, one
 * server span each. Names of attributes follow OpenTelemetry's conventions for HTTP where there is one.
 */
final class OtlpSpans {
    private static final int KIND_SERVER = 2;
    private static final int STATUS_ERROR = 2;
    /** The parent is known to be in another process (bits 8 and 9 of the flags). */
    private static final int REMOTE_PARENT = 0x300;

    private static final int UNIMPLEMENTED = 12;
    private static final Set<Integer> SERVER_FAULTS = Set.of(2, 4, UNIMPLEMENTED, 13, 14, 15);

    private final ProtobufWriter resource = new ProtobufWriter();
    private final ProtobufWriter scope = new ProtobufWriter().text(1, "dev.slipway.modelserver");
    private final String model;
    private final String version;

    OtlpSpans(Map<String, String> attributes, String model, String version) {
        attributes.forEach((name, value) -> resource.message(1, text(name, value)));
        this.model = model;
        this.version = version;
    }

    byte[] encode(List<ObservedRequest> requests) {
        ProtobufWriter spans = new ProtobufWriter().message(1, scope);
        requests.forEach(request -> spans.message(2, span(request)));
        ProtobufWriter all = new ProtobufWriter().message(1, resource).message(2, spans);
        return new ProtobufWriter().message(1, all).toBytes();
    }

    private ProtobufWriter span(ObservedRequest request) {
        long endNanos = request.endMicros() * 1000;
        ProtobufWriter span = new ProtobufWriter().bytes(1, traceId(request)).bytes(2, eight(request.spanId));
        TraceContext parent = request.parent;
        if (parent != null) {
            if (!parent.state().isEmpty()) {
                span.text(3, parent.state());
            }
            span.bytes(4, eight(parent.parentSpan()));
        }
        span.text(5, name(request))
                .number(6, KIND_SERVER)
                .fixed64(7, endNanos - request.durationNanos())
                .fixed64(8, endNanos);
        attributes(span, request);
        if (failed(request)) {
            span.message(15, new ProtobufWriter().number(3, STATUS_ERROR));
        }
        return span.fixed32(16, parent == null ? 1 : REMOTE_PARENT | (parent.flags() & 0xff));
    }

    /** Of gRPC: UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS, as the conventions say. */
    private static boolean failed(ObservedRequest request) {
        return request.isCall() ? SERVER_FAULTS.contains(request.grpcStatus()) : request.status() >= 500;
    }

    /** Few names: what is not served has no path in its name. */
    private static String name(ObservedRequest request) {
        if (request.isCall()) {
            return request.grpcStatus() == UNIMPLEMENTED ? "_OTHER" : request.path.replaceFirst("^/", "");
        }
        return request.status() == 404 || request.status() == 405
                ? request.method
                : request.method + " " + request.path;
    }

    private void attributes(ProtobufWriter span, ObservedRequest request) {
        if (request.isCall()) {
            int slash = request.path.lastIndexOf('/');
            span.message(9, text("rpc.system", "grpc"))
                    .message(9, text("rpc.service", slash < 1 ? "" : request.path.substring(1, slash)))
                    .message(9, text("rpc.method", request.path.substring(slash + 1)))
                    .message(9, number("rpc.grpc.status_code", request.grpcStatus()));
        } else {
            span.message(9, text("http.request.method", request.method))
                    .message(9, text("url.path", request.path))
                    .message(9, number("http.response.status_code", request.status()));
        }
        span.message(9, number("http.request.body.size", request.requestBytes()))
                .message(9, number("http.response.body.size", request.responseBytes()))
                .message(9, text("slipway.model", model))
                .message(9, text("slipway.model.version", version))
                .message(9, text("slipway.protocol", request.protocol()));
        if (!request.requestId().isEmpty()) {
            span.message(9, text("slipway.request_id", request.requestId()));
        }
        if (request.rows() >= 0) {
            span.message(9, number("slipway.rows", request.rows()))
                    .message(9, seconds("slipway.queue_seconds", request.queueNanos()))
                    .message(9, seconds("slipway.compute_seconds", request.computeNanos()));
        }
    }

    private static ProtobufWriter text(String name, String value) {
        return attribute(name, new ProtobufWriter().text(1, value));
    }

    private static ProtobufWriter number(String name, long value) {
        return attribute(name, new ProtobufWriter().number(3, value));
    }

    private static ProtobufWriter seconds(String name, long nanos) {
        return attribute(name, new ProtobufWriter().fixed64(4, Double.doubleToLongBits(nanos / 1e9)));
    }

    private static ProtobufWriter attribute(String name, ProtobufWriter value) {
        return new ProtobufWriter().text(1, name).message(2, value);
    }

    private static byte[] traceId(ObservedRequest request) {
        return ByteBuffer.allocate(16)
                .putLong(request.traceHigh)
                .putLong(request.traceLow)
                .array();
    }

    private static byte[] eight(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }
}
