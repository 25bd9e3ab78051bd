package dev.slipway.modelserver.lifecycle;

import dev.slipway.modelserver.config.ConfigFile;
import dev.slipway.modelserver.inference.LearnedBatches;
import dev.slipway.modelserver.onnx.ExecutionProvider;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.OnnxModel;
import dev.slipway.modelserver.onnx.TensorSpec;
import dev.slipway.modelserver.precision.ParityReport;
import dev.slipway.workload.json.JsonText;
import dev.slipway.workload.lifecycle.ServingPhase;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What {@code GET /status} tells: which model with which configuration is in force, and how far the server is. */
public final class ServerStatus {
    private final String name;
    private final String revision;
    private final String configHash;
    private final ServingPhase phase = new ServingPhase();
    private volatile Supplier<String> predictionLog = () -> "";
    private volatile Supplier<String> digest = () -> "";
    private volatile ExecutionProvider provider = new ExecutionProvider("", "");
    private volatile Supplier<String> batching = () -> "null";
    private volatile String precision = "";
    private volatile ModelSignature signature = new ModelSignature(List.of(), List.of());

    /** The status of a server that starts. */
    public ServerStatus(ConfigFile config, String revision) {
        this.name = config.config().name();
        this.configHash = config.hash();
        this.revision = revision;
    }

    /** How far the server is. */
    public ServingPhase phase() {
        return phase;
    }

    String revision() {
        return revision;
    }

    /** What the status tells of the prediction log. */
    void recordedBy(Supplier<String> log) {
        predictionLog = log;
    }

    void loaded(Supplier<String> modelDigest, OnnxModel model) {
        digest = modelDigest;
        signature = model.signature();
        provider = model.executionProvider();
    }

    /** What the status tells of sharing runs. */
    void batching(LearnedBatches batches) {
        batching = () -> batches.plan().json()
                + batches.capacity()
                        .map(known -> ",\"capacity\":" + known.json())
                        .orElse("");
    }

    /** What the precision that was asked for costs. */
    void compared(ParityReport report) {
        precision = ",\"precision\":" + report.json();
    }

    /** One JSON object; may wait for the digest of the model. */
    public String json() {
        return "{\"name\":" + JsonText.quote(name) + ",\"revision\":" + JsonText.quote(revision) + ",\"configHash\":\""
                + configHash + "\",\"digest\":\"" + digest.get() + "\",\"inputs\":" + list(signature.inputs())
                + ",\"outputs\":" + list(signature.outputs()) + ",\"executionProvider\":\""
                + provider.name() + "\",\"executionProviderReason\":" + JsonText.quote(provider.reason())
                + ",\"batching\":" + batching.get() + ",\"phase\":\"" + phase.phase() + "\"" + precision + log() + "}";
    }

    private String log() {
        String json = predictionLog.get();
        return json.isEmpty() ? "" : ",\"predictionLog\":" + json;
    }

    private static String list(List<TensorSpec> tensors) {
        return tensors.stream().map(TensorSpec::json).collect(Collectors.joining(",", "[", "]"));
    }
}
