package dev.slipway.workload.features;

import dev.slipway.workload.json.JsonTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is asked of a feature server, always in the same order. Source: Feast's {@code POST /get-online-features}.
 *
 * @param references {@code view:feature}, each
 */
public record OnlineQuestion(List<String> references) {
    /** Where it is asked. */
    public static final String PATH = "/get-online-features";

    /** Copies the list. */
    public OnlineQuestion {
        references = List.copyOf(references);
    }

    /**
     * The body.
     *
     * @param entities a list of as many values as there are rows, for each join key, in the form of {@link JsonTree}
     */
    public byte[] about(Map<String, ? extends List<?>> entities) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("features", references);
        body.put("entities", entities);
        if (ambiguous()) {
            body.put("full_feature_names", true);
        }
        try {
            return JsonTree.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
    }

    /** The names of the features in the answer: without their view, unless two views have a feature of one name. */
    public List<String> names() {
        boolean full = ambiguous();
        return references.stream()
                .map(reference -> full ? reference.replaceFirst(":", "__") : feature(reference))
                .toList();
    }

    private boolean ambiguous() {
        Set<String> seen = new HashSet<>();
        return !references.stream().map(OnlineQuestion::feature).allMatch(seen::add);
    }

    private static String feature(String reference) {
        return reference.substring(reference.indexOf(':') + 1);
    }
}
