package dev.slipway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One case of the files under {@code src/test/resources/rules}, whose names are kinds, or {@code shared} for records that
 * several kinds use.
 *
 * @param rule the rule, as an English sentence
 * @param kind kind of the object
 * @param from example that patches are applied to: minimal (default) or full
 * @param at dotted path that patches begin at; in shared.yaml a map from kind to path
 * @param before patch of the object that exists already; absent: the object is created
 * @param accepted patch that the API server accepts
 * @param rejected patch that it refuses
 * @param field path that the refusal names
 * @param message the whole message of the refusal
 */
record RuleCase(
        String rule,
        String kind,
        String from,
        String at,
        @Nullable JsonNode before,
        JsonNode accepted,
        JsonNode rejected,
        String field,
        String message) {

    static List<RuleCase> all() {
        var cases = new ArrayList<RuleCase>();
        try (var files = Files.list(Examples.RESOURCES.resolve("rules"))) {
            files.sorted().forEach(file -> read(file, cases));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cases;
    }

    ObjectNode object(JsonNode patch) {
        return MergePatch.apply(Examples.example(kind, from), at, patch);
    }

    @Override
    public String toString() {
        return kind + ": " + rule;
    }

    private static void read(Path file, List<RuleCase> cases) {
        var kind = file.getFileName().toString().replace(".yaml", "");
        Examples.yaml(file).properties().forEach(entry -> {
            var body = entry.getValue();
            if (body.path("at").isObject()) {
                body.path("at")
                        .properties()
                        .forEach(place -> cases.add(of(
                                entry.getKey(), place.getKey(), place.getValue().asText(), body)));
            } else {
                cases.add(of(entry.getKey(), kind, body.path("at").asText(""), body));
            }
        });
    }

    private static RuleCase of(String rule, String kind, String at, JsonNode body) {
        return new RuleCase(
                rule,
                kind,
                body.path("from").asText("minimal"),
                at,
                body.get("before"),
                required(rule, body, "accepted"),
                required(rule, body, "rejected"),
                required(rule, body, "field").asText().replace("AT", at),
                required(rule, body, "message").asText());
    }

    private static JsonNode required(String rule, JsonNode body, String name) {
        var value = body.path(name);
        if (value.isMissingNode() || value instanceof NullNode) {
            throw new IllegalArgumentException("case '" + rule + "' has no " + name);
        }
        return value;
    }
}
