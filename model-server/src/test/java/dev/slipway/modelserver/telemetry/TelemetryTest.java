package dev.slipway.modelserver.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.metrics.MetricsText;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TelemetryTest {
    private static final int REQUESTS = 40_000;

    @Test
    void a_collector_that_never_answers_costs_the_requests_nothing_and_every_lost_span_is_counted() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Telemetry telemetry =
                    start(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + silent.getLocalPort()));
            long start = System.nanoTime();
            for (int i = 0; i < REQUESTS; i++) {
                ObservedRequest request = Objects.requireNonNull(telemetry.begin(telemetry.draw(), arrival()));
                telemetry.end(request, 200, 10, 10);
                telemetry.end(request, 200, 10, 10);
            }
            long offering = System.nanoTime() - start;
            long before = dropped(telemetry);
            long began = System.nanoTime();
            telemetry.close();
            long longest = System.nanoTime() - began;

            // Of a collector that is waited for, the first post alone would take 10 s.
            assertThat(offering).isLessThan(5_000_000_000L);
            assertThat(before).isBetween(REQUESTS - 16_384 - 512L, REQUESTS - 16_384L);
            assertThat(longest).isLessThan(4_000_000_000L);
            assertThat(dropped(telemetry)).isEqualTo(REQUESTS);
        }
    }

    @Test
    void about_as_many_requests_as_asked_for_are_told_of() throws Exception {
        Telemetry telemetry =
                start(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9", "OTEL_TRACES_SAMPLER_ARG", "0.25"));
        int traced = 0;
        for (int i = 0; i < 10_000; i++) {
            traced += telemetry.begin(telemetry.draw(), arrival()) == null ? 0 : 1;
        }
        telemetry.close();

        // Seven standard deviations: sqrt(10000 * 0.25 * 0.75) is 43.
        assertThat(traced).isBetween(2200, 2800);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OTEL_EXPORTER_OTLP_ENDPOINT | collector:4318 | address like http://",
                "OTEL_EXPORTER_OTLP_ENDPOINT | http://user:secret@collector | without user and password",
                "OTEL_EXPORTER_OTLP_ENDPOINT | http://:4318 | address like http://",
                "OTEL_EXPORTER_OTLP_PROTOCOL | grpc | http/protobuf",
                "OTEL_EXPORTER_OTLP_HEADERS | secret | name=value",
                "OTEL_EXPORTER_OTLP_HEADERS | a=secret%zz | hexadecimal",
                "OTEL_EXPORTER_OTLP_HEADERS | a=secret%0d%0ab:c | header that cannot be sent",
                "OTEL_EXPORTER_OTLP_HEADERS | content-length=secret | header that cannot be sent",
                "OTEL_TRACES_SAMPLER_ARG | 1.5 | from 0 to 1",
                "SLIPWAY_ACCESS_LOG_SAMPLE | all | from 0 to 1",
                "SLIPWAY_ACCESS_LOG_SAMPLE | NaN | from 0 to 1",
            })
    void a_wrong_setting_is_named_and_no_secret_is_told(String variable, String value, String message) {
        Map<String, String> environment = new java.util.HashMap<>(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c"));
        environment.put(variable, value);

        assertThatThrownBy(() -> TelemetrySettings.fromEnvironment(environment, "m"))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining(variable)
                .hasMessageContaining(message)
                .hasMessageNotContaining("secret");
    }

    @Test
    void a_later_version_of_the_header_may_be_longer() {
        String parent = "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03-what-comes";
        TraceContext context = TraceContext.parse(List.of(parent), "a=\u0007");

        assertThat(context)
                .isEqualTo(new TraceContext(0x0af7651916cd43ddL, 0x8448eb211c80319cL, 0xb7ad6b7169203331L, 3, ""));
        assertThat(TraceContext.parse(List.of(parent, parent), null)).isNull();
    }

    private static Telemetry start(Map<String, String> environment) throws FailureException {
        return Telemetry.start(TelemetrySettings.fromEnvironment(environment, "m"), "m", "1", lines -> {});
    }

    private static Arrival arrival() {
        return new Arrival("POST", "/v2/models/m/infer", null, List.of(), null);
    }

    private static long dropped(Telemetry telemetry) {
        MetricsText text = new MetricsText();
        telemetry.writeTo(text);
        return text.toString()
                .lines()
                .filter(line -> line.startsWith("slipway_spans_dropped_total{"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                .sum();
    }
}
