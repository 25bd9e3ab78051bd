package dev.slipway.operator.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.util.List;
import java.util.Optional;

/** Settings of an installation, from the environment: {@code SLIPWAY_MODEL_SERVER_IMAGE} and so on. */
@ConfigMapping(prefix = "slipway")
public interface SlipwayConfig {
    /** Image of the model server for objects that name none. */
    @WithName("model-server.image")
    String modelServerImage();

    /** Image of the model server for pods with a GPU. */
    @WithName("model-server.gpu-image")
    Optional<String> modelServerGpuImage();

    /** Image of the feature server. */
    @WithName("feature-server.image")
    String featureServerImage();

    /** Image of the inference router. */
    @WithName("router.image")
    String routerImage();

    /** Image of the drift job. */
    @WithName("drift-job.image")
    String driftJobImage();

    /** MLflow server for mlflow: URIs of objects that name none. */
    @WithName("registry.url")
    Optional<String> registryUrl();

    /** Folders with credentials for registries, as {@code https://mlflow.example.com=/etc/slipway/registries/0}. */
    @WithName("registry.credentials")
    Optional<List<String>> registryCredentials();

    /** Folder of each node in which fetched models are kept. */
    @WithName("model-cache.host-path")
    Optional<String> modelCacheHostPath();

    /** Claim in which fetched models are kept; it must exist in each namespace. */
    @WithName("model-cache.claim")
    Optional<String> modelCacheClaim();

    /** What the cache may hold. */
    @WithName("model-cache.size")
    @WithDefault("10Gi")
    String modelCacheSize();

    /** Namespaces to watch. Absent: all. */
    Optional<List<String>> namespaces();

    /** Whether several replicas agree on one leader. */
    @WithDefault("true")
    boolean leaderElection();

    /** Whether nodes are watched, so that messages about capacity can say what the largest node has. */
    @WithDefault("true")
    boolean watchNodes();
}
