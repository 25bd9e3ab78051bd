package dev.slipway.operator.modeldeployment.plan;

import dev.slipway.api.modeldeployment.ModelDeploymentSpec;
import dev.slipway.operator.config.ModelServerDefaults;
import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.model.ChildNames;
import dev.slipway.operator.model.Labels;
import dev.slipway.operator.modeldeployment.observe.ModelAlias;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One revision: the pod template as it was rendered when the revision first appeared, kept in an immutable ConfigMap. A later
 * operator takes the template from there, so that its upgrade changes no pods; a rollback takes it from there too.
 */
public record Revision(String name, PodTemplateSpec template, Map<String, String> data) {
    static final String CONFIG_KEY = "model-server.json";
    private static final String TEMPLATE_KEY = "pod-template.json";
    private static final String URI_KEY = "model-uri";
    private static final String ALIAS_KEY = "model-alias";
    private static final String REGISTRY_KEY = "model-registry";

    /** A revision that did not exist before. */
    static Revision render(
            String model,
            String revision,
            ModelDeploymentSpec spec,
            Optional<String> version,
            ModelServerDefaults defaults) {
        var image = ServerImage.of(spec, defaults);
        var template = PodTemplate.of(model, revision, spec, image, defaults.cache());
        var data = new TreeMap<String, String>();
        data.put(TEMPLATE_KEY, CanonicalJson.write(template));
        var registry = ModelAlias.registry(spec.model(), defaults);
        var uri = ModelAlias.of(spec.model(), defaults)
                .flatMap(alias -> version.map(alias::uriOf))
                .orElse(spec.model().uri());
        data.put(
                CONFIG_KEY,
                ServerConfig.of(model, spec, uri, registry, ServerImage.providers(spec, defaults))
                        .toJson());
        data.put(URI_KEY, uri);
        version.ifPresent(v -> data.put(ALIAS_KEY, spec.model().uri()));
        if (uri.startsWith("mlflow:")) {
            registry.ifPresent(url -> data.put(REGISTRY_KEY, url));
        }
        return new Revision(revision, template, Map.copyOf(data));
    }

    /** Whether this revision serves a version that this alias once stood for. */
    boolean follows(ModelAlias alias) {
        return alias.registry().equals(data.get(REGISTRY_KEY))
                && ("mlflow:models/" + alias.model() + "@" + alias.alias()).equals(data.get(ALIAS_KEY));
    }

    /** The version in the registry, for mlflow: URIs. */
    public Optional<String> version() {
        return Optional.of(uri())
                .filter(uri -> uri.startsWith("mlflow:"))
                .map(uri -> uri.substring(uri.lastIndexOf('/') + 1));
    }

    /** A revision as it is kept; empty if somebody made the ConfigMap unreadable. */
    static Optional<Revision> read(ConfigMap kept) {
        var template = kept.getData() == null ? null : kept.getData().get(TEMPLATE_KEY);
        if (template == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Revision(
                    Labels.revisionOf(kept),
                    CanonicalJson.read(template, PodTemplateSpec.class),
                    Map.copyOf(kept.getData())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    ConfigMap toConfigMap(String model) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(ChildNames.revision(model, name))
                .withLabels(Labels.ofRevision(model, name))
                .endMetadata()
                .withImmutable(true)
                .withData(data)
                .build();
    }

    /** URI of the model, with an alias resolved. */
    public String uri() {
        return data.getOrDefault(URI_KEY, "");
    }

    /** Whether its pods speak gRPC: one that an older operator rendered does not, whatever the default is now. */
    public boolean speaksGrpc() {
        return template.getSpec().getContainers().getFirst().getPorts().stream()
                .anyMatch(port -> ServerContainers.GRPC_PORT_NAME.equals(port.getName()));
    }

    /** Image of the model server. */
    public String image() {
        return template.getSpec().getContainers().getFirst().getImage();
    }
}
