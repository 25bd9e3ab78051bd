package dev.slipway.api;

import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceSubresourceScale;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** What fabric8's generator has no annotation for, or gets wrong. */
final class CrdCompletion implements CRDPostProcessor {
    /** What {@code kubectl explain KIND} begins with. */
    private static final Map<String, String> ABOUT = Map.of(
            "ModelDeployment",
            "One model, served: pods, Service, autoscaler and rollouts for the model that spec.model.uri names.",
            "FeatureView",
            "One table of features: offline in PostgreSQL, online in Redis, served in Feast's protocols.",
            "DriftMonitor",
            "Whether a model is still right, compared on a schedule with a reference; and what to do when it is not.",
            "InferenceRoute",
            "Who gets which model, and what happens when it fails: weights, fallback, shadow, cache and canaries.");

    @Override
    public HasMetadata process(HasMetadata resource, String version) {
        var crd = (CustomResourceDefinition) resource;
        var kind = crd.getSpec().getNames().getKind();
        for (var v : crd.getSpec().getVersions()) {
            v.setAdditionalPrinterColumns(Columns.BY_KIND.get(kind));
            completeRoot(v.getSchema().getOpenAPIV3Schema(), kind);
            if (kind.equals("ModelDeployment")) {
                addScale(v);
            }
            complete("", v.getSchema().getOpenAPIV3Schema());
        }
        return crd;
    }

    private static void completeRoot(JSONSchemaProps root, String kind) {
        root.setDescription(ABOUT.get(kind));
        root.setRequired(List.of("spec"));
        root.getProperties()
                .forEach((name, part) -> part.setDescription(
                        name.equals("spec") ? "What is wanted." : "What is true now. Written by the operator alone."));
    }

    /** {@code kubectl scale} sets the replicas of mode Fixed, and the floor of mode Hpa. */
    private static void addScale(CustomResourceDefinitionVersion version) {
        var scale = new CustomResourceSubresourceScale();
        scale.setSpecReplicasPath(".spec.scaling.minReplicas");
        scale.setStatusReplicasPath(".status.replicas.desired");
        scale.setLabelSelectorPath(".status.selector");
        version.getSubresources().setScale(scale);
    }

    private static void complete(String path, JSONSchemaProps schema) {
        dropRepeatedRules(schema);
        var keys = KeyedLists.KEYS.get(path);
        if (keys != null && "array".equals(schema.getType())) {
            schema.setXKubernetesListType("map");
            schema.setXKubernetesListMapKeys(keys);
        } else if (KeyedLists.SETS.contains(path)) {
            schema.setXKubernetesListType("set");
        }
        if (schema.getProperties() != null) {
            schema.getProperties().forEach((name, property) -> complete(path + "." + name, property));
        }
        if (schema.getItems() != null && schema.getItems().getSchema() != null) {
            complete(path + "[]", schema.getItems().getSchema());
        }
    }

    /** An annotation of a record component reaches both the field and its accessor, and the generator reads both. */
    private static void dropRepeatedRules(JSONSchemaProps schema) {
        var rules = schema.getXKubernetesValidations();
        if (rules != null) {
            schema.setXKubernetesValidations(new ArrayList<>(new LinkedHashSet<>(rules)));
        }
    }
}
