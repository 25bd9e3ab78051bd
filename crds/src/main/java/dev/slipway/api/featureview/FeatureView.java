package dev.slipway.api.featureview;

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
 * One table of features: materialised from PostgreSQL to Redis, served in Feast's protocols. What is part of the Redis
 * key (view name, project, entities, layout) never changes, since the rows of the old key would stay behind unseen.
 */
@Group(Slipway.GROUP)
@Version(Slipway.VERSION)
@ShortNames("fv")
@Categories(Slipway.CATEGORY)
@AdditionalSelectableField(jsonPath = ".spec.serving.server")
@ValidationRule(value = CelRules.NAME_LENGTH, messageExpression = CelRules.NAME_LENGTH_MESSAGE)
@ValidationRule(value = CelRules.NAME_FORMAT, messageExpression = CelRules.NAME_FORMAT_MESSAGE)
@ValidationRule(
        value =
                "(has(self.spec.viewName) ? self.spec.viewName : self.metadata.name.replace('-', '_')) == (has(oldSelf.spec.viewName) ? oldSelf.spec.viewName : oldSelf.metadata.name.replace('-', '_'))",
        messageExpression =
                "'viewName cannot change from ' + (has(oldSelf.spec.viewName) ? oldSelf.spec.viewName : oldSelf.metadata.name.replace('-', '_')) + ': the stored rows are found by it; create another FeatureView'",
        fieldPath = ".spec.viewName")
public final class FeatureView extends CustomResource<FeatureViewSpec, FeatureViewStatus> implements Namespaced {}
