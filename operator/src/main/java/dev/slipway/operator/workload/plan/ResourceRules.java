package dev.slipway.operator.workload.plan;

import dev.slipway.api.common.Resources;
import dev.slipway.operator.model.Quantities;
import dev.slipway.operator.status.Refusal;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the schema cannot say of resources. */
public final class ResourceRules {
    private static final List<String> STANDARD_RESOURCES = List.of("cpu", "memory", "ephemeral-storage");

    private ResourceRules() {}

    /**
     * @param path of the field, such as {@code spec.resources}
     * @param devices how devices are asked for, as the end of a sentence; empty where they cannot be
     */
    public static Optional<Refusal> areStandardOnes(String path, Resources resources, String devices) {
        return Stream.concat(resources.requests().keySet().stream(), resources.limits().keySet().stream())
                .filter(name -> !STANDARD_RESOURCES.contains(name))
                .sorted()
                .findFirst()
                .map(name -> Refusal.invalid(path + " names " + name
                        + ": only cpu, memory and ephemeral-storage belong there" + devices + "."));
    }

    public static Optional<Refusal> requestsFitLimits(String path, Resources resources) {
        for (var request : resources.requests().entrySet()) {
            var problem = requestProblem(path, request.getKey(), request.getValue(), resources.limits());
            if (problem.isPresent()) {
                return problem;
            }
        }
        return resources.limits().entrySet().stream()
                .map(limit -> quantityProblem(path + ".limits", limit.getKey(), limit.getValue()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Refusal> requestProblem(
            String path, String name, Quantity request, Map<String, Quantity> limits) {
        var problem = quantityProblem(path + ".requests", name, request);
        var limit = limits.get(name);
        if (problem.isPresent()
                || limit == null
                || quantityProblem(path + ".limits", name, limit).isPresent()) {
            return problem;
        }
        return Quantities.value(request).compareTo(Quantities.value(limit)) > 0
                ? Optional.of(Refusal.invalid(path + ".requests." + name + " " + request + " is more than the limit "
                        + limit + ". Lower the request or raise the limit."))
                : Optional.empty();
    }

    private static Optional<Refusal> quantityProblem(String path, String name, Quantity quantity) {
        try {
            Quantities.canonical(quantity);
            return Quantities.value(quantity).signum() < 0
                    ? Optional.of(Refusal.invalid(path + "." + name + " " + quantity + " is negative."))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(Refusal.invalid(path + "." + name + ": " + e.getMessage() + "."));
        }
    }
}
