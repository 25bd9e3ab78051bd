package dev.slipway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The YAML files under {@code src/test/resources}: examples, statuses and rule cases, by kind. */
final class Examples {
    static final Path RESOURCES = Path.of("src", "test", "resources");
    static final ObjectMapper JSON = new ObjectMapper();

    private Examples() {}

    static Path file(String kind, String name) {
        return RESOURCES.resolve("examples").resolve(folder(kind)).resolve(name + ".yaml");
    }

    static ObjectNode example(String kind, String name) {
        return (ObjectNode) yaml(file(kind, name));
    }

    static JsonNode status(String kind) {
        return yaml(RESOURCES.resolve("statuses").resolve(folder(kind) + ".yaml"));
    }

    static JsonNode yaml(Path file) {
        try {
            return JSON.valueToTree(Serialization.unmarshal(Files.readString(file), Object.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static GenericKubernetesResource resource(JsonNode object) {
        var resource = Serialization.unmarshal(object.toString(), GenericKubernetesResource.class);
        resource.getMetadata().setNamespace("default");
        return resource;
    }

    private static String folder(String kind) {
        return kind.toLowerCase(Locale.ROOT);
    }
}
