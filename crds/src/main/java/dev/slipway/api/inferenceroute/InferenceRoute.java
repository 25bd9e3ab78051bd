package dev.slipway.api.inferenceroute;

import dev.slipway.api.Slipway;
import dev.slipway.api.common.CelRules;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Who gets which model, and what happens when it fails: weights, fallback, shadow, cache, and judged canaries. */
@Group(Slipway.GROUP)
@Version(Slipway.VERSION)
@ShortNames("ir")
@Categories(Slipway.CATEGORY)
@ValidationRule(value = CelRules.NAME_LENGTH, messageExpression = CelRules.NAME_LENGTH_MESSAGE)
@ValidationRule(value = CelRules.NAME_FORMAT, messageExpression = CelRules.NAME_FORMAT_MESSAGE)
public final class InferenceRoute extends CustomResource<InferenceRouteSpec, InferenceRouteStatus>
        implements Namespaced {}
