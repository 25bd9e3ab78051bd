package dev.slipway.operator.modeldeployment.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.operator.modeldeployment.Seen;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecReviewTest {
    private static final String MODEL = "model: {uri: 'https://m/iris.onnx'}";

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            predictionLog: {secretRef: {name: p}, table: t, maxBuffer: 255Ki} | spec.predictionLog.maxBuffer is 255Ki; it must be at least 256Ki.
            predictionLog: {secretRef: {name: p}, table: t, retention: 12h} | spec.predictionLog.retention is 12h; partitions are days, so it must be from 1d to 24855d.
            resources: {requests: {nvidia.com/gpu: 1}} | spec.resources names nvidia.com/gpu: only cpu, memory and ephemeral-storage belong there; ask for devices with spec.gpu.
            resources: {requests: {cpu: 2}, limits: {cpu: 1}} | spec.resources.requests.cpu 2 is more than the limit 1. Lower the request or raise the limit.
            resources: {requests: {memory: 1025Mi}, limits: {memory: 1Gi}} | spec.resources.requests.memory 1025Mi is more than the limit 1Gi. Lower the request or raise the limit.
            resources: {limits: {cpu: -1}} | spec.resources.limits.cpu -1 is negative.
            resources: {requests: {cpu: 1x}} | spec.resources.requests.cpu: '1x' is not a quantity such as 500m, 2 or 1Gi.
            server: {executionProviders: [CPU, CPU]} | spec.server.executionProviders [CPU, CPU] names one twice. Name each once, the preferred first.
            server: {explain: {baseline: Mean}} | spec.server.explain.baseline Mean is the mean of the golden requests: set spec.server.golden, or use Zero.
            server: {explain: {baseline: Mean, method: Shapley}} | spec.server.explain.baseline Mean is for Occlusion: Shapley values of trees need no baseline. Leave it out.
            server: {batching: {maxDelay: 2m}} | spec.server.batching.maxDelay 2m is out of range: use 0s to 60s.
            server: {queue: {deadline: 0ms}} | spec.server.queue.deadline 0ms is out of range: use 0s to 3600s.
            server: {responseCache: {ttl: 25d}} | spec.server.responseCache.ttl 25d is out of range: use 0s to 2073600s.
            server: {responseCache: {maxBytes: 2Gi}} | spec.server.responseCache.maxBytes 2Gi is out of range: use 0 to 2047Mi.
            rollout: {progressDeadline: 0s} | spec.rollout.progressDeadline 0s is out of range: use 1s to 604800s.
            rollout: {progressDeadline: 8d} | spec.rollout.progressDeadline 8d is out of range: use 1s to 604800s.
            rollout: {progressDeadline: 9999999999h} | spec.rollout.progressDeadline: '9999999999h' is too long a duration.
            scaling: {mode: Hpa, maxReplicas: 2, behavior: {scaleUp: {period: 31m}}} | spec.scaling.behavior.scaleUp.period 31m is out of range: use 1s to 1800s.
            scaling: {mode: Hpa, maxReplicas: 2, behavior: {scaleDown: {stabilization: 2h}}} | spec.scaling.behavior.scaleDown.stabilization 2h is out of range: use 0s to 3600s.
            scaling: {mode: Hpa, maxReplicas: 2, metrics: {queueDelay: 9999999999h}} | spec.scaling.metrics.queueDelay: '9999999999h' is too long a duration.
            model: {uri: 'mlflow:models/a@b', registry: {url: 'http://m', pollInterval: 0s}} | spec.model.registry.pollInterval 0s is out of range: use 1s to 86400s.
            model: {uri: 'mlflow:models/a@b', registry: {url: 'http://m', pollInterval: 9999999999h}} | spec.model.registry.pollInterval: '9999999999h' is too long a duration.
            """)
    void whatContradictsItselfIsRefusedWithTheValue(String spec, String message) {
        assertThat(review(spec.startsWith("model:") ? spec : MODEL + ", " + spec))
                .isEqualTo("InvalidSpec: " + message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "paused: false",
                "server: {precision: INT8}",
                "server: {golden: {configMapRef: {name: g}}, explain: {baseline: Mean}}",
                "server: {executionProviders: [CPU], batching: {mode: Auto}, responseCache: {ttl: 0s}}",
                "server: {batching: {mode: 'Off'}, queue: {deadline: 1s}, responseCache: {ttl: 1s}, explain: {}}",
                "server: {golden: {configMapRef: {name: g}}}",
                "resources: {requests: {cpu: 1000m}, limits: {cpu: 1}}",
                "gpu: {count: 2}",
                "scaling: {mode: Hpa, maxReplicas: 2, behavior: {scaleUp: {period: 30m, stabilization: 1h}}}",
            })
    void theRestIsAccepted(String spec) {
        assertThat(SpecReview.of(Seen.model(MODEL + ", " + spec).getSpec())).isEmpty();
    }

    private static String review(String spec) {
        return SpecReview.of(Seen.model(spec).getSpec())
                .map(r -> r.reason().word() + ": " + r.message())
                .orElse("accepted");
    }
}
