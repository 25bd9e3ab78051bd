package dev.slipway.modelserver.http;

import dev.slipway.modelserver.failure.Reason;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares the outputs of two V2 answers, element by element. */
final class GoldenAnswer {
    private GoldenAnswer() {}

    /** Throws at the first element that is farther off than the tolerance. */
    static void compare(String name, Object expected, Object actual, double tolerance) throws FailureException {
        Map<String, List<Object>> given = outputs(actual);
        Map<String, List<Object>> wanted = outputs(expected);
        if (wanted.isEmpty()) {
            throw new FailureException(
                    CommonReason.InvalidConfig, "The answer of golden request '%s' has no outputs.".formatted(name));
        }
        for (Map.Entry<String, List<Object>> output : wanted.entrySet()) {
            List<Object> found = given.get(output.getKey());
            if (found == null) {
                throw mismatch(name, "the model gives no output '%s'.".formatted(output.getKey()));
            }
            compare(name, output.getKey(), output.getValue(), found, tolerance);
        }
    }

    private static void compare(
            String name, String output, List<Object> expected, List<Object> actual, double tolerance)
            throws FailureException {
        if (expected.size() != actual.size()) {
            throw mismatch(
                    name,
                    "output '%s' has %d elements, expected %d.".formatted(output, actual.size(), expected.size()));
        }
        for (int i = 0; i < expected.size(); i++) {
            if (!same(expected.get(i), actual.get(i), tolerance)) {
                throw mismatch(
                        name,
                        "output '%s'[%d] is %s, expected %s (tolerance %s)."
                                .formatted(output, i, actual.get(i), expected.get(i), tolerance));
            }
        }
    }

    private static boolean same(Object expected, Object actual, double tolerance) {
        if (expected instanceof Number wanted && actual instanceof Number given) {
            return Math.abs(wanted.doubleValue() - given.doubleValue()) <= tolerance;
        }
        return expected.equals(actual);
    }

    private static Map<String, List<Object>> outputs(Object document) {
        Map<String, List<Object>> outputs = new LinkedHashMap<>();
        if (document instanceof Map<?, ?> answer && answer.get("outputs") instanceof List<?> list) {
            for (Object output : list) {
                if (output instanceof Map<?, ?> tensor && tensor.get("name") instanceof String name) {
                    List<Object> elements = new ArrayList<>();
                    flatten(tensor.get("data"), elements);
                    outputs.put(name, elements);
                }
            }
        }
        return outputs;
    }

    private static void flatten(@org.jspecify.annotations.Nullable Object data, List<Object> into) {
        if (data instanceof List<?> list) {
            list.forEach(element -> flatten(element, into));
        } else if (data != null) {
            into.add(data);
        }
    }

    private static FailureException mismatch(String name, String what) {
        return new FailureException(Reason.GoldenMismatch, "Golden request '%s': %s".formatted(name, what));
    }
}
