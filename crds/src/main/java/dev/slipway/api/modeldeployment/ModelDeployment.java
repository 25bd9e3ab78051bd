package dev.slipway.api.modeldeployment;

import dev.slipway.api.Slipway;
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
@ValidationRule(
        value = "size(self.metadata.name) <= " + ModelDeployment.NAME_MAX,
        messageExpression =
                "'name ' + self.metadata.name + ' has ' + string(size(self.metadata.name)) + ' characters: use at most "
                        + ModelDeployment.NAME_MAX + ", since pods and other objects are named after it'")
@ValidationRule(
        value = "self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
        messageExpression =
                "'name ' + self.metadata.name + ' cannot name a Service: use lower-case letters, digits and -, beginning with a letter'")
public final class ModelDeployment extends CustomResource<ModelDeploymentSpec, ModelDeploymentStatus>
        implements Namespaced {
    public static final int NAME_MAX = 50;
}
