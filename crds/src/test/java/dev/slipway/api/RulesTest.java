package dev.slipway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every rule of the CRDs, on a real API server: what it lets through, what it refuses, and in which words. */
class RulesTest {
    @TestFactory
    Stream<DynamicContainer> everyRuleAcceptsAndRefuses() {
        return RuleCase.all().stream()
                .map(rule -> DynamicContainer.dynamicContainer(
                        rule.toString(),
                        List.of(
                                DynamicTest.dynamicTest("accepted", () -> accepts(rule)),
                                DynamicTest.dynamicTest("rejected", () -> refuses(rule)))));
    }

    private static void accepts(RuleCase rule) {
        assertThatCode(() -> submit(rule, rule.accepted())).doesNotThrowAnyException();
    }

    private static void refuses(RuleCase rule) {
        var refusal = catchThrowableOfType(KubernetesClientException.class, () -> submit(rule, rule.rejected()));
        assertThat(refusal).as("the API server accepted it").isNotNull();
        assertThat(refusal.getStatus().getDetails().getCauses())
                .as(refusal.getMessage())
                .anySatisfy(cause -> {
                    assertThat(cause.getField()).isEqualTo(rule.field());
                    assertThat(words(cause)).isEqualTo(rule.message());
                });
    }

    /** The message without what the API server puts before it; values are shown for strings and numbers only. */
    private static String words(StatusCause cause) {
        return cause.getMessage().replaceFirst("^Invalid value: (\"(\\\\.|[^\"\\\\])*\"(\\.\\.\\.)?: )?", "");
    }

    private static void submit(RuleCase rule, JsonNode patch) {
        if (rule.before() == null) {
            create(Examples.resource(rule.object(patch)));
        } else {
            update(rule, rule.before(), patch);
        }
    }

    private static void create(GenericKubernetesResource object) {
        ApiServer.client()
                .resource(object)
                .dryRun(true)
                .fieldValidation(Validation.STRICT)
                .create();
    }

    private static void update(RuleCase rule, JsonNode before, JsonNode after) {
        var existing = ApiServer.client()
                .resource(Examples.resource(rule.object(before)))
                .create();
        try {
            var changed = Examples.resource(rule.object(after));
            changed.getMetadata().setResourceVersion(existing.getMetadata().getResourceVersion());
            ApiServer.client()
                    .resource(changed)
                    .dryRun(true)
                    .fieldValidation(Validation.STRICT)
                    .update();
        } finally {
            ApiServer.client().resource(existing).delete();
        }
    }
}
