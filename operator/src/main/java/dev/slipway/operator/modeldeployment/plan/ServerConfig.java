package dev.slipway.operator.modeldeployment.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.modeldeployment.ModelDeploymentSpec;
import dev.slipway.api.modeldeployment.ModelSource;
import dev.slipway.api.modeldeployment.PredictionLog;
import dev.slipway.api.modeldeployment.ServerSpec;
import dev.slipway.api.modeldeployment.ServerSpec.ExecutionProvider;
import dev.slipway.api.modeldeployment.Signature;
import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.model.Durations;
import dev.slipway.operator.model.FeatureServerAddress;
import dev.slipway.operator.model.Quantities;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The document that a model server reads: the contract is in {@code model-server/DESIGN.md}. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record ServerConfig(
        String name,
        Model model,
        Protocols protocols,
        ServerSpec.Threads threads,
        ServerSpec.Warmup warmup,
        Limits limits,
        Serving.@Nullable Batching batching,
        Serving.@Nullable Queue queue,
        Serving.@Nullable ResponseCache responseCache,
        Serving.@Nullable Golden golden,
        Serving.@Nullable Explain explain,
        @Nullable String precision,
        List<ExecutionProvider> executionProviders,
        @Nullable LoggedPredictions predictionLog,
        @Nullable TakenFeatures features) {

    /** Where a claim of a pvc:// URI is mounted. */
    static final String CLAIM_DIRECTORY = "/mnt/model";

    static final String SECRET_DIRECTORY = "/etc/slipway/secrets/model";

    static final String LOG_SECRET_DIRECTORY = "/etc/slipway/secrets/prediction-log";

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Model(
            String uri,
            @Nullable String format,
            @Nullable String digest,
            @Nullable String secretName,
            @Nullable String credentialsDirectory,
            @Nullable Registry registry,
            @Nullable Signature signature) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Registry(
            String url,
            @Nullable String secretName,
            @Nullable String credentialsDirectory) {
        static Registry of(String url, ModelSource.@Nullable Registry registry) {
            var secret = registry == null ? null : registry.secretRef();
            return secret == null
                    ? new Registry(url, null, null)
                    : new Registry(url, secret.name(), REGISTRY_DIRECTORY);
        }
    }

    /** Durations in seconds and quantities in bytes: the server knows neither Kubernetes' nor our way to write them. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record LoggedPredictions(
            String secretName,
            String credentialsDirectory,
            String table,
            double sampleRate,
            long retentionSeconds,
            long maxBufferBytes,
            List<String> mask) {

        static @Nullable LoggedPredictions of(@Nullable PredictionLog log) {
            return log == null
                    ? null
                    : new LoggedPredictions(
                            log.secretRef().name(),
                            LOG_SECRET_DIRECTORY,
                            log.table(),
                            log.sampleRate(),
                            Durations.parse(log.retention()).toSeconds(),
                            Quantities.value(log.maxBuffer()).longValue(),
                            log.mask());
        }
    }

    /** What requests that name an entity are completed with. They wait for it at most half as long as for their turn. */
    record TakenFeatures(String url, List<String> refs, List<String> entityKeys, long budgetMillis) {
        static @Nullable TakenFeatures of(ModelDeploymentSpec spec) {
            var features = spec.features();
            return features == null
                    ? null
                    : new TakenFeatures(
                            FeatureServerAddress.nearby(features.server()),
                            features.refs(),
                            features.entityKeys(),
                            Math.max(
                                    1,
                                    Durations.parse(spec.server().queue().deadline())
                                                    .toMillis()
                                            / 2));
        }
    }

    record Protocols(boolean v1, boolean v2, boolean grpc) {}

    record Limits(int maxInFlight) {}

    static final String REGISTRY_DIRECTORY = "/etc/slipway/secrets/registry";

    /**
     * @param uri of the model, with an alias resolved
     * @param registry that resolves mlflow: URIs
     * @param providers in order of preference; none for the server's own choice
     */
    static ServerConfig of(
            String name,
            ModelDeploymentSpec spec,
            String uri,
            Optional<String> registry,
            List<ExecutionProvider> providers) {
        var source = spec.model();
        var secret = source.secretRef();
        var model = new Model(
                fetchUri(source, uri),
                source.format() == null ? null : source.format().name(),
                source.digest(),
                secret == null ? null : secret.name(),
                secret == null ? null : SECRET_DIRECTORY,
                registry.filter(url -> uri.startsWith("mlflow:"))
                        .map(url -> Registry.of(url, source.registry()))
                        .orElse(null),
                source.signature());
        var server = spec.server();
        return new ServerConfig(
                name,
                model,
                new Protocols(
                        server.protocols().v1(),
                        server.protocols().v2(),
                        server.protocols().grpc()),
                server.threads(),
                server.warmup(),
                new Limits(server.queue().maxRequests()),
                Serving.batching(server),
                Serving.queue(server),
                Serving.responseCache(server),
                Serving.golden(server),
                Serving.explain(server),
                Serving.precision(server),
                providers,
                LoggedPredictions.of(spec.predictionLog()),
                TakenFeatures.of(spec));
    }

    private static String fetchUri(ModelSource source, String uri) {
        return Claim.of(source)
                .map(claim -> "file://" + CLAIM_DIRECTORY + "/" + claim.path())
                .orElse(uri);
    }

    String toJson() {
        return CanonicalJson.write(this);
    }
}
