package dev.slipway.api;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The reference page of a kind, in Markdown, from nothing but its CRD and its examples. */
final class Reference {
    private final StringBuilder page = new StringBuilder();

    private Reference() {}

    static String of(CustomResourceDefinition crd, String minimal) {
        return new Reference().write(crd, minimal);
    }

    private String write(CustomResourceDefinition crd, String minimal) {
        var names = crd.getSpec().getNames();
        var version = crd.getSpec().getVersions().getFirst();
        var root = version.getSchema().getOpenAPIV3Schema();
        page.append("<!-- Generated from crds/manifests by `make crds`. -->\n");
        page.append("# ")
                .append(names.getKind())
                .append("\n\n")
                .append(root.getDescription())
                .append("\n\n");
        page.append("`%s/%s`, short name `%s`, category `%s`.\n\n"
                .formatted(
                        crd.getSpec().getGroup(),
                        version.getName(),
                        String.join("`, `", names.getShortNames()),
                        String.join("`, `", names.getCategories())));
        page.append("The least that works:\n\n```yaml\n").append(minimal).append("```\n\n");
        var properties = SchemaProperty.all(crd);
        table("spec", properties);
        rules(properties);
        table("status", properties);
        return page.toString();
    }

    private void table(String part, List<SchemaProperty> properties) {
        page.append("## ").append(part).append("\n\n");
        page.append("| Field | Type | Default | Bounds | Meaning |\n|---|---|---|---|---|\n");
        for (var property : properties) {
            if (property.path().startsWith("." + part + ".") && !property.isItem()) {
                page.append("| `%s`%s | %s | %s | %s | %s |\n"
                        .formatted(
                                property.path().substring(part.length() + 2),
                                property.required() ? " (required)" : "",
                                type(property.schema()),
                                defaultOf(property.schema()),
                                cell(bounds(property.schema())),
                                cell(Objects.toString(property.schema().getDescription(), ""))));
            }
        }
        page.append("\n");
    }

    private void rules(List<SchemaProperty> properties) {
        page.append("## Rules\n\nChecked by the API server on every write.\n\n");
        page.append("| Where | Message |\n|---|---|\n");
        for (var property : properties) {
            for (var rule : property.rules()) {
                var path = property.path() + Objects.toString(rule.getFieldPath(), "");
                var where = path.isEmpty() ? "metadata.name" : path.substring(1);
                page.append("| `%s` | %s |\n".formatted(where, cell(RuleMessage.readable(rule))));
            }
        }
        page.append("\n");
    }

    private static String type(JSONSchemaProps schema) {
        if (Boolean.TRUE.equals(schema.getXKubernetesIntOrString())) {
            return "quantity";
        }
        if (schema.getEnum() != null && !schema.getEnum().isEmpty()) {
            return schema.getEnum().stream()
                    .map(value -> "`" + value.asText() + "`")
                    .collect(Collectors.joining(", "));
        }
        if (schema.getItems() != null && schema.getItems().getSchema() != null) {
            return "list of " + type(schema.getItems().getSchema());
        }
        if (schema.getAdditionalProperties() != null) {
            return "map of string";
        }
        return Objects.toString(schema.getType(), "");
    }

    private static String defaultOf(JSONSchemaProps schema) {
        return schema.getDefault() == null ? "" : "`" + schema.getDefault() + "`";
    }

    private static String bounds(JSONSchemaProps schema) {
        var bounds = new ArrayList<String>();
        add(bounds, "at least ", number(schema.getMinimum()));
        add(bounds, "at most ", number(schema.getMaximum()));
        add(bounds, "items: at least ", schema.getMinItems());
        add(bounds, "items: at most ", schema.getMaxItems());
        add(bounds, "entries: at most ", schema.getMaxProperties());
        add(bounds, "characters: at most ", schema.getMaxLength());
        if (schema.getPattern() != null) {
            bounds.add("`" + schema.getPattern() + "`");
        }
        if (schema.getXKubernetesListMapKeys() != null
                && !schema.getXKubernetesListMapKeys().isEmpty()) {
            bounds.add("one for each `" + String.join("`, `", schema.getXKubernetesListMapKeys()) + "`");
        }
        return String.join("; ", bounds);
    }

    private static void add(List<String> bounds, String label, @Nullable Object value) {
        if (value != null) {
            bounds.add(label + value);
        }
    }

    private static @Nullable String number(@Nullable Double value) {
        return value == null
                ? null
                : BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private static String cell(String text) {
        return Arrays.stream(text.split("\n", -1))
                .collect(Collectors.joining(" "))
                .replace("|", "\\|");
    }
}
