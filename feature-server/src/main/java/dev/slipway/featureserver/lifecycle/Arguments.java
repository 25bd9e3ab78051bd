package dev.slipway.featureserver.lifecycle;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A job's arguments: names that begin with two dashes, each with a value. */
final class Arguments {
    private final Map<String, String> values = new HashMap<>();

    private Arguments() {}

    /** Reads what follows the role; other names than these are refused. */
    static Arguments parse(String[] args, Set<String> known) throws FailureException {
        Arguments arguments = new Arguments();
        for (int i = 1; i < args.length; i += 2) {
            String name = args[i].startsWith("--") ? args[i].substring(2) : "";
            if (!known.contains(name)) {
                throw invalid("Unknown argument %s; known are %s."
                        .formatted(
                                args[i],
                                String.join(", ", known.stream().sorted().toList())));
            }
            if (i + 1 == args.length) {
                throw invalid(args[i] + " needs a value.");
            }
            if (arguments.values.put(name, args[i + 1]) != null) {
                throw invalid(args[i] + " is there twice.");
            }
        }
        return arguments;
    }

    Optional<String> optional(String name) {
        return Optional.ofNullable(values.get(name));
    }

    String needed(String name, String example) throws FailureException {
        return optional(name).orElseThrow(() -> invalid("--%s is missing, as in %s.".formatted(name, example)));
    }

    /** Texts with commas between them. */
    List<String> list(String name) {
        return optional(name).stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    boolean flag(String name) throws FailureException {
        String text = values.getOrDefault(name, "false");
        if (!text.equals("true") && !text.equals("false")) {
            throw invalid("--%s is true or false, not %s.".formatted(name, text));
        }
        return text.equals("true");
    }

    static FailureException invalid(String why) {
        return new FailureException(CommonReason.InvalidConfig, why);
    }
}
