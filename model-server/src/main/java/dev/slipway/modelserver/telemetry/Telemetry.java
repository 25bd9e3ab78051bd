package dev.slipway.modelserver.telemetry;

import dev.slipway.workload.metrics.MetricSource;
import dev.slipway.workload.metrics.MetricsText;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Decides which requests are told of, and hands them to who tells. A client's trace is continued as the client says. */
public final class Telemetry implements MetricSource, AutoCloseable {
    private final String model;
    private final Optional<Outlet> spans;
    private final Optional<Outlet> accessLog;
    private final double traceRatio;
    private final double logRatio;

    private Telemetry(
            String model, Optional<Outlet> spans, double traceRatio, Optional<Outlet> accessLog, double logRatio) {
        this.model = model;
        this.spans = spans;
        this.traceRatio = traceRatio;
        this.accessLog = accessLog;
        this.logRatio = logRatio;
    }

    /** Tells nobody. */
    public static Telemetry off() {
        return new Telemetry("", Optional.empty(), 0, Optional.empty(), 0);
    }

    /**
     * Starts what the settings ask for.
     *
     * @param model the model's name
     * @param version its version
     * @param lines takes lines of the access log, each ended by a line feed
     */
    public static Telemetry start(TelemetrySettings settings, String model, String version, Consumer<byte[]> lines) {
        Optional<Outlet> spans = settings.collector()
                .map(collector -> new Outlet(
                        "spans", new OtlpExporter(collector, new OtlpSpans(collector.resource(), model, version))));
        Optional<Outlet> log = settings.accessLogSample() > 0
                ? Optional.of(new Outlet("access-log", new AccessLog(model, lines)))
                : Optional.empty();
        return new Telemetry(model, spans, settings.traceRatio(), log, settings.accessLogSample());
    }

    /** Whether any request is told of. */
    public boolean on() {
        return spans.isPresent() || accessLog.isPresent();
    }

    /**
     * Whom a request is drawn for.
     *
     * @param log it gets a line
     * @param trace it gets a span, unless it is part of a trace that says otherwise
     */
    public record Drawn(boolean log, boolean trace) {
        private static final Drawn NOBODY = new Drawn(false, false);

        /** Whether nobody wants to know of it, unless a trace does. */
        public boolean nobody() {
            return !log && !trace;
        }
    }

    /** Draws for a request before anything is read of it: of most requests nobody wants to know. */
    public Drawn draw() {
        boolean log = accessLog.isPresent() && drawn(logRatio);
        boolean trace = spans.isPresent() && drawn(traceRatio);
        return log || trace ? new Drawn(log, trace) : Drawn.NOBODY;
    }

    /** Begins to observe a request; null where nobody wants to know of it. */
    public @Nullable ObservedRequest begin(Drawn drawn, Arrival arrival) {
        TraceContext parent = TraceContext.parse(arrival.parents(), arrival.tracestate());
        boolean logged = drawn.log();
        boolean traced = spans.isPresent() && (parent == null ? drawn.trace() : parent.sampled());
        if (!traced && !logged) {
            return null;
        }
        TraceIds ids = traced || parent != null ? TraceIds.under(parent) : new TraceIds(0, 0, 0);
        return new ObservedRequest(arrival, parent, ids, traced, logged);
    }

    /** Its answer has gone out, or its client has. Only the first call counts. */
    public void end(ObservedRequest request, int status, long requestBytes, long responseBytes) {
        end(request, new ObservedRequest.Outcome(status, ObservedRequest.NO_GRPC), requestBytes, responseBytes);
    }

    /** The same for a call of gRPC and its status of gRPC, 0 for OK. */
    public void endCall(ObservedRequest request, int status, long requestBytes, long responseBytes) {
        end(request, new ObservedRequest.Outcome(200, status), requestBytes, responseBytes);
    }

    private void end(ObservedRequest request, ObservedRequest.Outcome outcome, long requestBytes, long responseBytes) {
        Instant now = Instant.now();
        long micros = TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + now.getNano() / 1000;
        if (!request.end(outcome, requestBytes, responseBytes, micros)) {
            return;
        }
        if (request.traced) {
            spans.ifPresent(outlet -> outlet.offer(request));
        }
        if (request.logged) {
            accessLog.ifPresent(outlet -> outlet.offer(request));
        }
    }

    private static boolean drawn(double ratio) {
        return ratio >= 1 || (ratio > 0 && ThreadLocalRandom.current().nextDouble() < ratio);
    }

    @Override
    public void writeTo(MetricsText text) {
        spans.ifPresent(outlet -> {
            counter(text, "slipway_spans_exported_total", "Spans that the collector took", outlet.told());
            counter(text, "slipway_spans_dropped_total", "Spans that are lost", outlet.dropped());
        });
        accessLog.ifPresent(outlet -> {
            counter(text, "slipway_access_log_lines_total", "Lines of the access log", outlet.told());
            counter(text, "slipway_access_log_dropped_total", "Lines that are lost", outlet.dropped());
        });
    }

    private void counter(MetricsText text, String name, String help, long value) {
        text.family(name, MetricsText.Type.COUNTER, help)
                .sample(name, MetricsText.labels("model", model), (double) value);
    }

    /** Tells what waits, for a moment at most. */
    @Override
    public void close() {
        spans.ifPresent(outlet -> outlet.close(Duration.ofSeconds(2)));
        accessLog.ifPresent(outlet -> outlet.close(Duration.ofSeconds(1)));
    }
}
