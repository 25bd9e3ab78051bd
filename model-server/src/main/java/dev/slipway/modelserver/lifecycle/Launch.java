package dev.slipway.modelserver.lifecycle;

import dev.slipway.modelserver.config.ConfigFile;
import dev.slipway.modelserver.config.ModelServerConfig;
import dev.slipway.modelserver.config.ModelServerConfig.DeclaredInput;
import dev.slipway.modelserver.convert.ModelConversion;
import dev.slipway.modelserver.enrichment.FeatureInputs;
import dev.slipway.modelserver.inference.RequestMemory;
import dev.slipway.modelserver.inference.WarmModel;
import dev.slipway.modelserver.metrics.GpuMetrics;
import dev.slipway.modelserver.metrics.MachineMetrics;
import dev.slipway.modelserver.metrics.ModelMetrics;
import dev.slipway.modelserver.metrics.PrometheusExposition;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.OnnxModel;
import dev.slipway.modelserver.onnx.TensorSpec;
import dev.slipway.modelserver.precision.Precision;
import dev.slipway.workload.digest.Digest;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.failure.TerminationLog;
import dev.slipway.workload.lifecycle.Phase;
import dev.slipway.workload.metrics.MetricSources;
import dev.slipway.workload.metrics.RuntimeMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** What a serving process is made of. The model is loaded beside the rest of the start. */
public final class Launch {
    private volatile ModelServerConfig config;
    private final Path modelFile;
    private final ServerPorts ports;
    private final TerminationLog terminationLog;
    private final boolean byHand;
    private final ServerStatus status;
    private final ModelMetrics metrics = new ModelMetrics();
    private final MetricSources metricSources = new MetricSources();
    private final FutureTask<WarmModel> loading = new FutureTask<>(this::load);
    private final FutureTask<String> digest = new FutureTask<>(this::digest);

    /** A launch; nothing runs yet. */
    public Launch(
            ConfigFile config,
            Path modelFile,
            ServerPorts ports,
            TerminationLog terminationLog,
            String revision,
            boolean byHand) {
        this.config = config.config();
        this.modelFile = modelFile;
        this.ports = ports;
        this.terminationLog = terminationLog;
        this.byHand = byHand;
        this.status = new ServerStatus(config, revision);
        metricSources.add(new PrometheusExposition(config.config().name(), "1", metrics));
        metricSources.add(new RuntimeMetrics());
        metricSources.add(new MachineMetrics());
    }

    /** Begins to load the model. */
    public void begin() {
        Thread.ofPlatform().name("model-loading").daemon().start(loading);
    }

    /** The loaded and warmed model, waited for. */
    public WarmModel awaitModel() throws FailureException, InterruptedException {
        try {
            return loading.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FailureException failure) {
                throw failure;
            }
            if (e.getCause() instanceof OutOfMemoryError) {
                throw new FailureException(
                        CommonReason.OutOfMemory,
                        "The model does not fit into memory; raise resources.limits.memory.",
                        e);
            }
            throw new FailureException(CommonReason.InternalError, "Loading failed with " + e.getCause() + ".", e);
        }
    }

    private WarmModel load() throws FailureException {
        status.phase().enter(Phase.LOADING);
        Precision precision = config().serving().precision();
        OnnxModel model =
                OnnxModel.load(modelFile, config().threads(), config().serving().executionProviders(), precision);
        checkDeclared(model.signature());
        config = FeatureInputs.named(config.withColumns(ModelConversion.INPUT, model.columns()), model.signature());
        status.loaded(this::awaitDigest, model);
        status.phase().enter(Phase.WARMING);
        RequestMemory memory = RequestMemory.ofProcess(config().limits());
        metricSources.add(memory);
        if (!model.executionProvider().onProcessor()) {
            GpuMetrics.ofDriver().ifPresent(metricSources::add);
        }
        WarmModel warm = WarmModel.warm(
                model, config().warmupRequests(), config().serving().batching(), memory);
        status.batching(warm.batches());
        if (precision != Precision.FP32) {
            status.compared(PrecisionParity.of(config(), modelFile, warm));
        }
        return warm;
    }

    private void checkDeclared(ModelSignature signature) throws FailureException {
        for (DeclaredInput declared : config().model().signature().inputs()) {
            TensorSpec actual = signature.inputs().stream()
                    .filter(input -> input.name().equals(declared.name()))
                    .findFirst()
                    .orElseThrow(() -> new FailureException(
                            CommonReason.InvalidConfig,
                            "The signature declares the input '%s'; the file has %s."
                                    .formatted(declared.name(), signature.inputs())));
            if (declared.tensor().isPresent() && !declared.tensor().get().equals(actual)) {
                throw new FailureException(
                        CommonReason.InvalidConfig,
                        "The signature declares %s; the file has %s."
                                .formatted(declared.tensor().get().json(), actual.json()));
            }
        }
    }

    private String digest() throws IOException {
        return Digest.of(modelFile);
    }

    /** Who asks first computes it: 45 MB take a tenth of a second, which no start has to wait for. */
    String awaitDigest() {
        digest.run();
        try {
            return digest.get();
        } catch (ExecutionException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** What is served. */
    public ModelServerConfig config() {
        return config;
    }

    Path modelFile() {
        return modelFile;
    }

    ServerPorts ports() {
        return ports;
    }

    TerminationLog terminationLog() {
        return terminationLog;
    }

    boolean byHand() {
        return byHand;
    }

    /** How far the server is. */
    public ServerStatus status() {
        return status;
    }

    /** What {@code /metrics} shows. */
    public MetricSources metricSources() {
        return metricSources;
    }

    /** Its counters. */
    public ModelMetrics metrics() {
        return metrics;
    }
}
