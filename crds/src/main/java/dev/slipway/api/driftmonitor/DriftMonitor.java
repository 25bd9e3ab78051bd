package dev.slipway.api.driftmonitor;

import dev.slipway.api.Slipway;
import dev.slipway.api.common.CelRules;
import io.fabric8.crd.generator.annotation.AdditionalSelectableField;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * Compares what a model sees now with a reference, on a schedule, and acts on the verdict: alerts, retraining, and a gate
 * between champion and candidate. A drifting model is a healthy monitor: drift is a condition of its own, never in Ready.
 */
@Group(Slipway.GROUP)
@Version(Slipway.VERSION)
@ShortNames("dm")
@Categories(Slipway.CATEGORY)
@AdditionalSelectableField(jsonPath = ".spec.modelRef.name")
@ValidationRule(value = CelRules.NAME_LENGTH, messageExpression = CelRules.NAME_LENGTH_MESSAGE)
@ValidationRule(value = CelRules.NAME_FORMAT, messageExpression = CelRules.NAME_FORMAT_MESSAGE)
public final class DriftMonitor extends CustomResource<DriftMonitorSpec, DriftMonitorStatus> implements Namespaced {}
