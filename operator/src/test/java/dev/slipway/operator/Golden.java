package dev.slipway.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.operator.model.CanonicalJson;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Cases as folders of YAML that people review; {@code -Dgolden.write=true} writes what follows anew. */
public final class Golden {
    private Golden() {}

    /** The names of the folders. */
    public static Stream<Path> cases(Path all) throws IOException {
        try (var folders = Files.list(all)) {
            return folders.filter(Files::isDirectory).map(Path::getFileName).sorted().toList().stream();
        }
    }

    /** The documents of a file; none if there is no file. */
    public static List<String> documents(Path file) throws IOException {
        return Files.exists(file)
                ? Stream.of(Files.readString(file).split("(?m)^---$", -1))
                        .filter(d -> !d.isBlank())
                        .toList()
                : List.of();
    }

    /** A JSON document within a field is shown as what it is. */
    public static void unfold(JsonNode holder, String field) {
        ((ObjectNode) holder).set(field, CanonicalJson.read(holder.path(field).asText(), JsonNode.class));
    }

    /** Whether a file says so. */
    public static void compare(Path file, List<JsonNode> documents) throws IOException {
        var text = documents.stream()
                .map(d -> Serialization.asYaml(CanonicalJson.read(CanonicalJson.write(d), Map.class)))
                .collect(Collectors.joining());
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }
}
