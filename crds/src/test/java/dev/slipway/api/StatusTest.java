package dev.slipway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A status with every field goes through the Java types and the API server, and nothing is pruned. */
class StatusTest {
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("slipway.dev/status-test")
            .withForce(true)
            .build();

    static Stream<Class<? extends CustomResource<?, ?>>> kinds() {
        return CrdManifests.KINDS.stream();
    }

    static Stream<CustomResourceDefinition> crds() {
        return CrdManifests.committed().stream();
    }

    @ParameterizedTest
    @MethodSource("crds")
    void theSampleHasEveryField(CustomResourceDefinition crd) {
        var kind = crd.getSpec().getNames().getKind();
        for (var property : SchemaProperty.all(crd)) {
            if (property.path().startsWith(".status.")) {
                var pointer = property.path()
                        .substring(".status".length())
                        .replace("[]", "/0")
                        .replace('.', '/');
                assertThat(Examples.status(kind).at(pointer).isMissingNode())
                        .as("statuses of " + kind + " lack " + property.path())
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void serverSideApplyKeepsEveryField(Class<? extends CustomResource<?, ?>> type) throws Exception {
        var kind = type.getSimpleName();
        var object = Examples.example(kind, "minimal");
        var created = ApiServer.client().resource(Examples.resource(object)).create();
        try {
            object.set("status", Examples.status(kind));
            var typed = Serialization.unmarshal(object.toString(), type);
            var toApply = Examples.JSON.readTree(Serialization.asJson(typed));

            var applied = ApiServer.client()
                    .resource(Examples.resource(toApply))
                    .subresource("status")
                    .patch(APPLY);

            JsonNode status =
                    Examples.JSON.readTree(Serialization.asJson(applied)).path("status");
            assertThat(Loss.between("status", Examples.status(kind), status)).isEmpty();
            assertThat(Loss.between("status", status, Examples.status(kind))).isEmpty();
        } finally {
            ApiServer.client().resource(created).delete();
        }
    }
}
