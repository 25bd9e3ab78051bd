package dev.slipway.api.common;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;

/** Which nodes pods may run on, and as whom. */
public record Scheduling(
        @JsonPropertyDescription("Labels that a node must have.") @Size(max = 32)
        Map<String, String> nodeSelector,

        @JsonPropertyDescription("Node taints that the pods tolerate.") @Size(max = 32)
        List<Toleration> tolerations,

        @JsonPropertyDescription("PriorityClass of the pods.") @Default("") @Size(max = Formats.NAME_MAX)
        String priorityClassName,

        @JsonPropertyDescription("RuntimeClass of the pods, such as nvidia.") @Default("") @Size(max = Formats.NAME_MAX)
        String runtimeClassName,

        @JsonPropertyDescription("An existing ServiceAccount. Default: one without permissions is created.")
        @Default("")
        @Size(max = Formats.NAME_MAX)
        String serviceAccountName,

        @JsonPropertyDescription(
                "Hostname and Zone spread the replicas over nodes or zones; None leaves it to the scheduler.")
        @Default("Hostname")
        Spread spread) {

    public static final Scheduling ANYWHERE = new Scheduling(Map.of(), List.of(), "", "", "", Spread.Hostname);

    public Scheduling {
        nodeSelector = nodeSelector == null ? Map.of() : Map.copyOf(nodeSelector);
        tolerations = tolerations == null ? List.of() : List.copyOf(tolerations);
        priorityClassName = priorityClassName == null ? "" : priorityClassName;
        runtimeClassName = runtimeClassName == null ? "" : runtimeClassName;
        serviceAccountName = serviceAccountName == null ? "" : serviceAccountName;
        spread = spread == null ? Spread.Hostname : spread;
    }

    public enum Spread {
        None,
        Hostname,
        Zone
    }
}
