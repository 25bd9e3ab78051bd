package dev.slipway.operator.workload.observe;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the nodes offer to pods, by resource name, and what keeps pods away from them. Empty where the operator may not see
 * nodes.
 *
 * @param taints taints that keep pods away, as {@code key=value:Effect}, each once
 */
public record NodeCapacity(List<Map<String, Quantity>> allocatable, List<String> taints) {

    /** The most that one node has of a resource, used or not. */
    public Optional<Quantity> largest(String resource) {
        return allocatable.stream()
                .map(node -> node.get(resource))
                .filter(q -> q != null)
                .max(Comparator.comparing(q -> value(q)));
    }

    private static BigDecimal value(Quantity quantity) {
        return Quantity.getAmountInBytes(quantity);
    }
}
