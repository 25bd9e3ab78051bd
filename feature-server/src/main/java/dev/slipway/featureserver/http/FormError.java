package dev.slipway.featureserver.http;

import dev.slipway.workload.json.JsonText;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One thing that is wrong with the form of a request, as FastAPI tells it.
 *
 * @param type its code
 * @param location JSON array: where
 * @param words what is wrong
 * @param input what was found, as JSON
 * @param context more, as JSON members with a comma before them; mostly empty
 */
record FormError(String type, String location, String words, String input, String context) {
    static FormError noJson(PythonJson.Problem problem) {
        return new FormError(
                "json_invalid",
                "[\"body\"," + problem.position() + "]",
                "JSON decode error",
                "{}",
                ",\"ctx\":{\"error\":" + JsonText.quote(problem.words()) + "}");
    }

    /** Our sentence about the first of them, FastAPI's list of all. */
    static RequestException refuse(List<FormError> errors) {
        return RequestException.form(
                errors.getFirst().sentence(),
                errors.stream().map(FormError::json).collect(Collectors.joining(",", "[", "]")));
    }

    private String json() {
        return "{\"type\":" + JsonText.quote(type) + ",\"loc\":" + location + ",\"msg\":" + JsonText.quote(words)
                + ",\"input\":" + input + context + "}";
    }

    private String sentence() {
        String where = location.replaceAll("[\\[\\]\"]", "").replace(",", ".");
        return switch (type) {
            case "json_invalid" ->
                "The request is no JSON: %s (%s).".formatted(context.replaceAll(".*error\":|[{}]", ""), where);
            case "missing" -> "The request lacks the field '%s'.".formatted(where);
            default -> "The field '%s' is %s: %s.".formatted(where, input, words);
        };
    }
}
