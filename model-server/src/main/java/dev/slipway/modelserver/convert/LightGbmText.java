package dev.slipway.modelserver.convert;

import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Cuts LightGBM's text into its header and its trees, each a set of {@code name=value} lines. */
final class LightGbmText {
    private static final String END = "end of trees";

    private final String text;
    private int position;
    private int line;
    private @Nullable String tree;

    LightGbmText(byte[] file) {
        this.text = new String(file, StandardCharsets.UTF_8);
    }

    /** The lines before the first tree; a line without {@code =} is a flag and has an empty value. */
    Block header() throws FailureException {
        return block("The LightGBM model");
    }

    /** The next tree; empty at the end of trees. */
    Optional<Block> nextTree() throws FailureException {
        return tree == null ? Optional.empty() : Optional.of(block("The LightGBM model's tree " + tree));
    }

    private Block block(String where) throws FailureException {
        Map<String, String> lines = new LinkedHashMap<>();
        while (position < text.length()) {
            int end = text.indexOf('\n', position);
            String current =
                    text.substring(position, end < 0 ? text.length() : end).strip();
            position = end < 0 ? text.length() : end + 1;
            line++;
            if (current.equals(END)) {
                tree = null;
                return new Block(where, lines);
            }
            if (current.startsWith("Tree=")) {
                tree = current.substring("Tree=".length(), Math.min(current.length(), 16));
                return new Block(where, lines);
            }
            int equals = current.indexOf('=');
            if (!current.isEmpty()) {
                lines.put(equals < 0 ? current : current.substring(0, equals), current.substring(equals + 1));
            }
        }
        throw Malformed.damaged("The LightGBM text", "ends at line %d without '%s'".formatted(line, END));
    }

    /**
     * Lines of a header or a tree.
     *
     * @param where the block, for complaints
     * @param lines values by name
     */
    record Block(String where, Map<String, String> lines) {
        boolean has(String name) {
            return lines.containsKey(name);
        }

        String text(String name) throws FailureException {
            String value = lines.get(name);
            if (value == null) {
                throw Malformed.damaged(where, "has no line '" + name + "='");
            }
            return value;
        }

        int count(String name, int least, int most) throws FailureException {
            double number = parse(name, text(name));
            if (!(number >= least && number <= most) || number != Math.rint(number)) {
                throw Malformed.damaged(
                        where,
                        "has %s=%s, not a whole number from %d to %d".formatted(name, shown(number), least, most));
            }
            return (int) number;
        }

        double[] numbers(String name, int length) throws FailureException {
            double[] numbers = numbers(name);
            if (numbers.length != length) {
                throw Malformed.damaged(
                        where, "has %d entries of '%s' where %d are needed".formatted(numbers.length, name, length));
            }
            return numbers;
        }

        double[] numbers(String name) throws FailureException {
            Doubles numbers = new Doubles();
            String text = text(name);
            int start = 0;
            while (start < text.length()) {
                int space = text.indexOf(' ', start);
                int end = space < 0 ? text.length() : space;
                if (end > start) {
                    numbers.add(parse(name, text.substring(start, end)));
                }
                start = end + 1;
            }
            return numbers.toArray();
        }

        int[] integers(String name, int length) throws FailureException {
            double[] numbers = numbers(name, length);
            int[] integers = new int[length];
            for (int i = 0; i < length; i++) {
                integers[i] = (int) numbers[i];
                if (integers[i] != numbers[i]) {
                    throw Malformed.damaged(
                            where, "has an entry %s of '%s' that is no integer".formatted(shown(numbers[i]), name));
                }
            }
            return integers;
        }

        private double parse(String name, String text) throws FailureException {
            try {
                return switch (text) {
                    case "inf" -> Double.POSITIVE_INFINITY;
                    case "-inf" -> Double.NEGATIVE_INFINITY;
                    case "nan", "-nan" -> Double.NaN;
                    default -> Double.parseDouble(text);
                };
            } catch (NumberFormatException e) {
                String shown = JsonText.shortened(text, 30);
                throw Malformed.damaged(where, "has '%s' in '%s', which is no number".formatted(shown, name), e);
            }
        }

        private static String shown(double number) {
            return Double.toString(number);
        }
    }
}
