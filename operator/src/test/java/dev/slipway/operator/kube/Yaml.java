package dev.slipway.operator.kube;

import dev.slipway.operator.model.CanonicalJson;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;

/** YAML as people write it, as JSON for patches. */
final class Yaml {
    private Yaml() {}

    static String toJson(String yaml) {
        return CanonicalJson.write(Serialization.unmarshal("---\n" + yaml, Map.class));
    }

    static GenericKubernetesResource object(String yaml) {
        return CanonicalJson.read(toJson(yaml), GenericKubernetesResource.class);
    }
}
