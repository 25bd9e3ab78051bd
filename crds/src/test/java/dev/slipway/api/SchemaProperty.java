package dev.slipway.api;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.ArrayList;
import java.util.List;

/**
 * A place in a CRD's schema.
 *
 * @param path from the root, such as {@code .spec.targets[].name}; the root is empty
 * @param schema the schema at the place
 * @param required whether the parent requires it
 */
record SchemaProperty(String path, JSONSchemaProps schema, boolean required) {
    /** All places of the (only) version, parents before children. */
    static List<SchemaProperty> all(CustomResourceDefinition crd) {
        var found = new ArrayList<SchemaProperty>();
        walk("", crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema(), true, found);
        return found;
    }

    List<ValidationRule> rules() {
        var rules = schema.getXKubernetesValidations();
        return rules == null ? List.of() : rules;
    }

    boolean isItem() {
        return path.endsWith("[]");
    }

    private static void walk(String path, JSONSchemaProps schema, boolean required, List<SchemaProperty> found) {
        found.add(new SchemaProperty(path, schema, required));
        if (schema.getProperties() != null) {
            var requiredNames = schema.getRequired() == null ? List.<String>of() : schema.getRequired();
            schema.getProperties()
                    .forEach((name, p) -> walk(path + "." + name, p, requiredNames.contains(name), found));
        }
        if (schema.getItems() != null && schema.getItems().getSchema() != null) {
            walk(path + "[]", schema.getItems().getSchema(), true, found);
        }
    }
}
