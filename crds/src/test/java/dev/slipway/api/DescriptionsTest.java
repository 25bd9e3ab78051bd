package dev.slipway.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** {@code kubectl explain} reads like documentation. */
class DescriptionsTest {
    @Test
    void everyPropertyIsDescribedInASentence() {
        for (var crd : CrdManifests.committed()) {
            for (var property : SchemaProperty.all(crd)) {
                if (!property.isItem()) {
                    assertThat(property.schema().getDescription())
                            .as(crd.getMetadata().getName() + property.path())
                            .isNotNull()
                            .matches("(?s)[A-Za-z0-9].*[.]");
                }
            }
        }
    }

    @Test
    void everyStringListAndMapOfTheSpecIsBounded() {
        for (var crd : CrdManifests.committed()) {
            for (var property : SchemaProperty.all(crd)) {
                if (property.path().startsWith(".spec")) {
                    assertThat(isBounded(property))
                            .as(crd.getMetadata().getName() + property.path() + " has no bound")
                            .isTrue();
                }
            }
        }
    }

    /** kubectl and Helm read YAML 1.1, where these words are booleans, as names of fields too. */
    @Test
    void noFieldIsNamedLikeABoolean() {
        for (var crd : CrdManifests.committed()) {
            for (var property : SchemaProperty.all(crd)) {
                assertThat(property.path()).doesNotMatch("(?i).*[.](y|n|yes|no|on|off|true|false)(\\[])?");
            }
        }
    }

    private static boolean isBounded(SchemaProperty property) {
        var schema = property.schema();
        if ("array".equals(schema.getType())) {
            return schema.getMaxItems() != null;
        }
        if ("string".equals(schema.getType())) {
            return schema.getMaxLength() != null || !schema.getEnum().isEmpty();
        }
        return schema.getAdditionalProperties() == null || schema.getMaxProperties() != null;
    }
}
