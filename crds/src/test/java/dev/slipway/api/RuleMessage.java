package dev.slipway.api;

import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The messages that a rule can give: its literals, with anything where a value is put in. */
final class RuleMessage {
    private final List<String> branches = new ArrayList<>();
    private final StringBuilder branch = new StringBuilder();
    private final StringBuilder literal = new StringBuilder();

    private RuleMessage() {}

    static Pattern of(ValidationRule rule) {
        if (rule.getMessageExpression() == null) {
            return Pattern.compile(Pattern.quote(rule.getMessage()));
        }
        return new RuleMessage().read(rule.getMessageExpression());
    }

    /** The same for people: … stands for a value, / for another outcome. */
    static String readable(ValidationRule rule) {
        return of(rule).pattern()
                .replace("\\Q", "")
                .replace("\\E", "")
                .replace(".*", "…")
                .replace("|", " / ");
    }

    /** Reads string literals outside parentheses; a conditional has one branch for each of its outcomes. */
    private Pattern read(String expression) {
        var depth = 0;
        var quoted = false;
        var called = false;
        for (var i = 0; i < expression.length(); i++) {
            var c = expression.charAt(i);
            if (c == '\'') {
                quoted = !quoted;
                if (!quoted && depth == 0) {
                    endLiteral();
                }
                literal.setLength(0);
            } else if (quoted) {
                literal.append(c);
            } else if (c == '(' || c == '[' || c == '{') {
                if (depth == 0 && !called) {
                    anything();
                }
                depth++;
            } else if (c == ')' || c == ']' || c == '}') {
                depth--;
            } else if (depth == 0 && c == '?') {
                branch.setLength(0);
                called = false;
            } else if (depth == 0 && c == ':') {
                endBranch();
                called = false;
            } else if (depth == 0 && c == '+') {
                called = false;
            } else if (c == '.' && i > 0 && expression.charAt(i - 1) == '\'') {
                called = true;
            } else if (depth == 0 && !called && !Character.isWhitespace(c)) {
                anything();
            }
        }
        endBranch();
        return Pattern.compile(String.join("|", branches), Pattern.DOTALL);
    }

    private void endLiteral() {
        branch.append(List.of(literal.toString().split("%s", -1)).stream()
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")));
    }

    private void anything() {
        if (!branch.toString().endsWith(".*")) {
            branch.append(".*");
        }
    }

    private void endBranch() {
        branches.add(branch.toString());
        branch.setLength(0);
    }
}
