package dev.slipway.operator.modeldeployment.plan;

import dev.slipway.api.modeldeployment.ModelDeploymentSpec;
import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.model.ChildNames;
import dev.slipway.operator.model.Labels;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Map;
import java.util.Optional;

/**
 * One revision: the pod template as it was rendered when the revision first appeared, kept in an immutable ConfigMap. A later
 * operator takes the template from there, so that its upgrade changes no pods; a rollback takes it from there too.
 */
public record Revision(String name, PodTemplateSpec template, Map<String, String> data) {
    static final String CONFIG_KEY = "model-server.json";
    private static final String TEMPLATE_KEY = "pod-template.json";
    private static final String URI_KEY = "model-uri";

    /** A revision that did not exist before. */
    static Revision render(String model, String revision, ModelDeploymentSpec spec, String defaultImage) {
        var image =
                spec.server().image().isEmpty() ? defaultImage : spec.server().image();
        var template = PodTemplate.of(model, revision, spec, image);
        return new Revision(
                revision,
                template,
                Map.of(
                        CONFIG_KEY, ServerConfig.of(model, spec).toJson(),
                        TEMPLATE_KEY, CanonicalJson.write(template),
                        URI_KEY, spec.model().uri()));
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

    /** URI of the model, as the spec named it. */
    public String uri() {
        return data.getOrDefault(URI_KEY, "");
    }

    /** Image of the model server. */
    public String image() {
        return template.getSpec().getContainers().getFirst().getImage();
    }
}
