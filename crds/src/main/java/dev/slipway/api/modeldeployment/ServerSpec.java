package dev.slipway.api.modeldeployment;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.EnvVariable;
import dev.slipway.api.common.Formats;
import dev.slipway.api.common.ObjectReference;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the model server runs the model. Every part has a default. */
public record ServerSpec(
        @JsonPropertyDescription(
                "Image of the model server. Default: the operator's; the one in use is in status.serverImage.")
        @Default("")
        @Size(max = 1024)
        String image,

        @JsonPropertyDescription("Which protocols are served.")
        Protocols protocols,

        @JsonPropertyDescription("Threads of ONNX Runtime.") Threads threads,

        @JsonPropertyDescription(
                "ONNX Runtime execution providers in order of preference: CUDA, CPU. Default: CPU, or CUDA then CPU with spec.gpu.")
        @Size(max = 4)
        @Nullable
        List<ExecutionProvider> executionProviders,

        @JsonPropertyDescription(
                "Precision that the model is run in, changed at load. /status of a pod has what FP16 and INT8 cost against the file.")
        @Default("FP32")
        Precision precision,

        @JsonPropertyDescription("How concurrent requests are put together into one run of the model.")
        Batching batching,

        @JsonPropertyDescription("How many requests may wait, and for how long.")
        Queue queue,

        @JsonPropertyDescription("Answers kept for equal requests.")
        ResponseCache responseCache,

        @JsonPropertyDescription("What is run before the pod is ready.")
        Warmup warmup,

        @JsonPropertyDescription("Requests with known answers: the pod is ready only when it gives them.") @Nullable
        Golden golden,

        @JsonPropertyDescription("What features are worth: V1 :explain and feature_importance. Absent: off.") @Nullable
        Explain explain,

        @JsonPropertyDescription("Environment variables of the model server.") @Size(max = 64)
        List<EnvVariable> env) {

    public static final ServerSpec DEFAULT = new ServerSpec(
            "",
            Protocols.DEFAULT,
            Threads.DEFAULT,
            null,
            Precision.FP32,
            Batching.DEFAULT,
            Queue.DEFAULT,
            ResponseCache.DEFAULT,
            Warmup.DEFAULT,
            null,
            null,
            List.of());

    public ServerSpec {
        image = image == null ? "" : image;
        protocols = protocols == null ? Protocols.DEFAULT : protocols;
        threads = threads == null ? Threads.DEFAULT : threads;
        precision = precision == null ? Precision.FP32 : precision;
        batching = batching == null ? Batching.DEFAULT : batching;
        queue = queue == null ? Queue.DEFAULT : queue;
        responseCache = responseCache == null ? ResponseCache.DEFAULT : responseCache;
        warmup = warmup == null ? Warmup.DEFAULT : warmup;
        env = env == null ? List.of() : List.copyOf(env);
    }

    public enum ExecutionProvider {
        CUDA,
        CPU
    }

    public enum Precision {
        FP32,
        FP16,
        INT8
    }

    /** Protocols on the serving ports: V1 and V2 on 8080, gRPC on 8081. */
    @ValidationRule(
            value =
                    "(has(self.v1) ? self.v1 : true) || (has(self.v2) ? self.v2 : true) || (has(self.grpc) ? self.grpc : true)",
            message = "all protocols are switched off: leave at least one of v1, v2 and grpc on")
    public record Protocols(
            @JsonPropertyDescription("KServe V1: /v1/models/NAME:predict.") @Default("true")
            Boolean v1,

            @JsonPropertyDescription("Open Inference Protocol (V2) over HTTP: /v2/models/NAME/infer.") @Default("true")
            Boolean v2,

            @JsonPropertyDescription("Open Inference Protocol over gRPC, on port 8081.") @Default("true")
            Boolean grpc) {

        public static final Protocols DEFAULT = new Protocols(true, true, true);

        public Protocols {
            v1 = v1 == null || v1;
            v2 = v2 == null || v2;
            grpc = grpc == null || grpc;
        }
    }

    /** Thread pools of one ONNX Runtime session. */
    public record Threads(
            @JsonPropertyDescription("Threads within one operator of the graph.") @Default("1") @Min(1) @Max(256)
            Integer intraOp,

            @JsonPropertyDescription("Operators of the graph that run at the same time.")
            @Default("1")
            @Min(1)
            @Max(256)
            Integer interOp) {

        public static final Threads DEFAULT = new Threads(1, 1);

        public Threads {
            intraOp = intraOp == null ? 1 : intraOp;
            interOp = interOp == null ? 1 : interOp;
        }
    }

    /** Dynamic batching. */
    public record Batching(
            @JsonPropertyDescription(
                    "Auto learns once ready which batch size pays; Fixed uses maxBatchSize; Off runs every request alone.")
            @Default("Auto")
            BatchingMode mode,

            @JsonPropertyDescription("Most rows in one run.") @Default("64") @Min(1) @Max(65536)
            Integer maxBatchSize,

            @JsonPropertyDescription("Longest time that a request waits for others.")
            @Default("2ms")
            @Size(max = Formats.DURATION_MAX)
            @Pattern(Formats.DURATION)
            String maxDelay) {

        public static final Batching DEFAULT = new Batching(BatchingMode.Auto, 64, "2ms");

        public Batching {
            mode = mode == null ? BatchingMode.Auto : mode;
            maxBatchSize = maxBatchSize == null ? 64 : maxBatchSize;
            maxDelay = maxDelay == null ? "2ms" : maxDelay;
        }
    }

    public enum BatchingMode {
        Auto,
        Fixed,
        Off
    }

    /** Bounds on waiting. What cannot be answered in time is refused at once with 429 and Retry-After. */
    public record Queue(
            @JsonPropertyDescription("Most requests that wait or run; one more is answered 429 at once.")
            @Default("256")
            @Min(1)
            @Max(1000000)
            Integer maxRequests,

            @JsonPropertyDescription("A request that cannot be answered within this time is answered 429 at once.")
            @Default("500ms")
            @Size(max = Formats.DURATION_MAX)
            @Pattern(Formats.DURATION)
            String deadline) {

        public static final Queue DEFAULT = new Queue(256, "500ms");

        public Queue {
            maxRequests = maxRequests == null ? 256 : maxRequests;
            deadline = deadline == null ? "500ms" : deadline;
        }
    }

    /** Answers kept in memory for requests that are equal byte by byte. */
    public record ResponseCache(
            @JsonPropertyDescription("How long an answer is kept; 0s switches the cache off.")
            @Default("0s")
            @Size(max = Formats.DURATION_MAX)
            @Pattern(Formats.DURATION)
            String ttl,

            @JsonPropertyDescription("Most memory that the cache may use.") @Default("64Mi")
            Quantity maxBytes) {

        public static final ResponseCache DEFAULT = new ResponseCache("0s", new Quantity("64Mi"));

        public ResponseCache {
            ttl = ttl == null ? "0s" : ttl;
            maxBytes = maxBytes == null ? new Quantity("64Mi") : maxBytes;
        }
    }

    /** Requests made up from the signature and run before the pod is ready. */
    public record Warmup(
            @JsonPropertyDescription("Number of requests; 0 switches warm-up off.") @Default("32") @Min(0) @Max(100000)
            Integer requests) {

        public static final Warmup DEFAULT = new Warmup(32);

        public Warmup {
            requests = requests == null ? 32 : requests;
        }
    }

    /** Requests and answers, in a ConfigMap, that a pod must reproduce before it is ready. */
    public record Golden(
            @JsonPropertyDescription("ConfigMap whose keys hold V2 requests and their answers.") @Required
            ObjectReference configMapRef,

            @JsonPropertyDescription("Largest absolute difference of a number.") @Default("1e-5") @Min(0)
            Double tolerance) {

        public Golden {
            tolerance = tolerance == null ? 1e-5 : tolerance;
        }
    }

    /** What the features of a prediction are worth. */
    public record Explain(
            @JsonPropertyDescription(
                    "Occlusion replaces one feature by the baseline. Shapley: exact values, for XGBoost and LightGBM files.")
            @Default("Occlusion")
            ExplainMethod method,

            @JsonPropertyDescription("What a feature is replaced by; Mean is that of the golden requests.")
            @Default("Zero")
            Baseline baseline,

            @JsonPropertyDescription("Columns that are explained. Default: all.") @Size(max = 4096)
            List<@Size(min = 1, max = 128) String> features) {

        public Explain {
            method = method == null ? ExplainMethod.Occlusion : method;
            baseline = baseline == null ? Baseline.Zero : baseline;
            features = features == null ? List.of() : List.copyOf(features);
        }
    }

    public enum ExplainMethod {
        Occlusion,
        Shapley
    }

    public enum Baseline {
        Zero,
        Mean
    }
}
