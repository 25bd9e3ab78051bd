package dev.slipway.operator.driftmonitor.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * {@code spec.retraining.when}: comparisons of a run's summary with numbers, joined by {@code &&}, {@code ||}, {@code !} and
 * parentheses. {@code &&} binds closer than {@code ||}, as in every language that has both. A name alone means that it is
 * not 0. What a run did not measure makes the comparison false, whichever way it points: nothing is trained on a guess.
 */
public final class WhenExpression {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(&&|\\|\\||>=|<=|==|!=|[<>!()]|[a-zA-Z][a-zA-Z0-9]*|-?[0-9]+(?:\\.[0-9]+)?)\\s*");

    private final Node root;

    private WhenExpression(Node root) {
        this.root = root;
    }

    /** An expression that cannot be read; the message says where. */
    public static final class MalformedException extends Exception {
        MalformedException(String message) {
            super(message);
        }
    }

    /**
     * Reads an expression.
     *
     * @param known the names that a summary may have
     */
    public static WhenExpression parse(String text, Iterable<String> known) throws MalformedException {
        var names = new TreeSet<String>();
        known.forEach(names::add);
        var parser = new Parser(tokens(text), names);
        var root = parser.or();
        if (parser.hasMore()) {
            throw new MalformedException("'" + parser.next() + "' is not expected there");
        }
        return new WhenExpression(root);
    }

    /** Whether it holds for a summary: numbers by name, 1 and 0 for true and false. */
    public boolean holds(Map<String, Double> summary) {
        return root.value(summary).orElse(false);
    }

    private static List<String> tokens(String text) throws MalformedException {
        var tokens = new ArrayList<String>();
        var matcher = TOKEN.matcher(text);
        var end = 0;
        while (end < text.length()) {
            matcher.region(end, text.length());
            if (!matcher.lookingAt()) {
                throw new MalformedException("'" + text.substring(end, end + 1) + "' is not understood");
            }
            tokens.add(matcher.group(1));
            end = matcher.end();
        }
        return tokens;
    }

    /** Empty: it depends on something that was not measured. */
    private sealed interface Node {
        Optional<Boolean> value(Map<String, Double> summary);
    }

    private record Any(Node left, Node right) implements Node {
        @Override
        public Optional<Boolean> value(Map<String, Double> summary) {
            var one = left.value(summary);
            var other = right.value(summary);
            return one.orElse(false) || other.orElse(false)
                    ? Optional.of(true)
                    : one.isPresent() && other.isPresent() ? Optional.of(false) : Optional.empty();
        }
    }

    private record Both(Node left, Node right) implements Node {
        @Override
        public Optional<Boolean> value(Map<String, Double> summary) {
            var one = left.value(summary);
            var other = right.value(summary);
            return !one.orElse(true) || !other.orElse(true)
                    ? Optional.of(false)
                    : one.isPresent() && other.isPresent() ? Optional.of(true) : Optional.empty();
        }
    }

    private record Not(Node node) implements Node {
        @Override
        public Optional<Boolean> value(Map<String, Double> summary) {
            return node.value(summary).map(v -> !v);
        }
    }

    private record Comparison(String name, String operator, double bound) implements Node {
        @Override
        public Optional<Boolean> value(Map<String, Double> summary) {
            var value = summary.get(name);
            return value == null || value.isNaN() ? Optional.empty() : Optional.of(compare(value));
        }

        private boolean compare(double value) {
            return switch (operator) {
                case ">=" -> value >= bound;
                case "<=" -> value <= bound;
                case ">" -> value > bound;
                case "<" -> value < bound;
                case "==" -> value == bound;
                default -> value != bound;
            };
        }
    }

    /** Recursive descent; the schema of the API admits nothing longer than 512 characters. */
    private static final class Parser {
        private final List<String> tokens;
        private final Set<String> names;
        private int at;

        Parser(List<String> tokens, Set<String> names) {
            this.tokens = tokens;
            this.names = names;
        }

        boolean hasMore() {
            return at < tokens.size();
        }

        String next() throws MalformedException {
            if (!hasMore()) {
                throw new MalformedException("something is missing at its end");
            }
            return tokens.get(at++);
        }

        private boolean takes(String token) {
            var found = hasMore() && tokens.get(at).equals(token);
            at += found ? 1 : 0;
            return found;
        }

        Node or() throws MalformedException {
            var node = and();
            while (takes("||")) {
                node = new Any(node, and());
            }
            return node;
        }

        private Node and() throws MalformedException {
            var node = term();
            while (takes("&&")) {
                node = new Both(node, term());
            }
            return node;
        }

        private Node term() throws MalformedException {
            if (takes("!")) {
                return new Not(term());
            }
            if (takes("(")) {
                var node = or();
                if (!takes(")")) {
                    throw new MalformedException("a parenthesis is not closed");
                }
                return node;
            }
            return comparison(next());
        }

        private Node comparison(String name) throws MalformedException {
            if (!names.contains(name)) {
                throw new MalformedException(
                        "'" + name + "' is not in a run's summary, which has " + String.join(", ", names));
            }
            if (!hasMore() || !tokens.get(at).matches("[<>=!]=|[<>]")) {
                return new Comparison(name, "!=", 0);
            }
            var operator = next();
            return new Comparison(name, operator, bound(next()));
        }

        private static double bound(String text) throws MalformedException {
            return switch (text) {
                case "true" -> 1;
                case "false" -> 0;
                default -> {
                    if (!text.matches("-?[0-9]+(\\.[0-9]+)?")) {
                        throw new MalformedException("'" + text + "' is not a number");
                    }
                    yield Double.parseDouble(text);
                }
            };
        }
    }
}
