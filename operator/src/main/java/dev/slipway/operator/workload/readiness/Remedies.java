package dev.slipway.operator.workload.readiness;

import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Reason;
import java.util.Map;
import java.util.Set;

/**
 * How a kind speaks of its pods: the fields that a person would change, and where the words of its processes belong.
 *
 * @param process what its pods run, such as "model server"
 * @param image where the image is named
 * @param references where Secrets and keys of the container are named; empty where users name none
 * @param memory where the limit of memory is
 * @param resources where resources are asked for
 * @param scheduling where nodes are chosen; empty where users cannot
 * @param homes the condition for each reason that its processes may give; any other word is a foreign process's, and counts
 *     as a crash
 * @param passing those of the reasons that may pass by themselves
 */
public record Remedies(
        String process,
        String image,
        String references,
        String memory,
        String resources,
        String scheduling,
        Map<Reason, ConditionType> homes,
        Set<Reason> passing) {}
