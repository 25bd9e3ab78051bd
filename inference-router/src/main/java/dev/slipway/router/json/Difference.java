package dev.slipway.router.json;

import dev.slipway.workload.json.JsonTree;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How two answers differ.
 *
 * @param path of the first difference; empty for none. Places in lists are written as {@code *}, so that paths are few
 * @param largest difference between two numbers
 */
public record Difference(String path, double largest) {
    /** What may differ without being a difference: it names the server, not the prediction. */
    private static final Set<String> IGNORED = Set.of("id", "model_name", "model_version", "parameters");

    /** Compares; numbers may differ by {@code tolerance}, absolute or relative, whichever is more. */
    public static Difference of(byte[] one, byte[] other, double tolerance) {
        Object a;
        Object b;
        try {
            a = JsonTree.read(one);
            b = JsonTree.read(other);
        } catch (IOException e) {
            return new Difference(Arrays.equals(one, other) ? "" : "/", 0);
        }
        Walk walk = new Walk(tolerance);
        walk.compare("", a, b);
        return new Difference(walk.path, walk.largest);
    }

    /** Whether nothing differs. */
    public boolean none() {
        return path.isEmpty();
    }

    private static final class Walk {
        private final double tolerance;
        private String path = "";
        private double largest;

        Walk(double tolerance) {
            this.tolerance = tolerance;
        }

        void compare(String at, Object a, Object b) {
            if (a instanceof JsonTree.Numeral x && b instanceof JsonTree.Numeral y) {
                numbers(at, x.value(), y.value());
            } else if (a instanceof List<?> x && b instanceof List<?> y) {
                if (x.size() != y.size()) {
                    differ(at);
                }
                for (int i = 0; i < Math.min(x.size(), y.size()); i++) {
                    compare(at + "/*", x.get(i), y.get(i));
                }
            } else if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
                objects(at, x, y);
            } else if (!a.equals(b)) {
                differ(at);
            }
        }

        private void objects(String at, Map<?, ?> x, Map<?, ?> y) {
            for (Map.Entry<?, ?> field : x.entrySet()) {
                String name = String.valueOf(field.getKey());
                Object value = field.getValue();
                Object other = y.get(field.getKey());
                if (at.isEmpty() && IGNORED.contains(name)) {
                    continue;
                }
                if (value == null || other == null) {
                    differ(at + "/" + name);
                } else {
                    compare(at + "/" + name, value, other);
                }
            }
            for (Object name : y.keySet()) {
                if (!x.containsKey(name) && !(at.isEmpty() && IGNORED.contains(String.valueOf(name)))) {
                    differ(at + "/" + name);
                }
            }
        }

        private void numbers(String at, double x, double y) {
            double difference = Math.abs(x - y);
            largest = Math.max(largest, difference);
            if (!(difference <= tolerance * Math.max(1, Math.max(Math.abs(x), Math.abs(y))))) {
                differ(at);
            }
        }

        private void differ(String at) {
            if (path.isEmpty()) {
                path = at.isEmpty() ? "/" : at;
            }
        }
    }
}
