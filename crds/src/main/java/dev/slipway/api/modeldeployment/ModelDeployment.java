package dev.slipway.api.modeldeployment;

import dev.slipway.api.Slipway;
import dev.slipway.api.common.CelRules;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One model, served: pods, Service, autoscaler and rollouts for the model that {@code spec.model.uri} names. */
@Group(Slipway.GROUP)
@Version(Slipway.VERSION)
@ShortNames("md")
@Categories(Slipway.CATEGORY)
@ValidationRule(value = CelRules.NAME_LENGTH, messageExpression = CelRules.NAME_LENGTH_MESSAGE)
@ValidationRule(value = CelRules.NAME_FORMAT, messageExpression = CelRules.NAME_FORMAT_MESSAGE)
public final class ModelDeployment extends CustomResource<ModelDeploymentSpec, ModelDeploymentStatus>
        implements Namespaced {
    public static final int NAME_MAX = CelRules.NAME_MAX;
}
