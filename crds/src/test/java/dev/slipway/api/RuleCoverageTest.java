package dev.slipway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every rule of every committed CRD has a case that is refused by it. A case hits a rule when it names the rule's field
 * and its message fits the rule's; that the API server says just this is what {@link RulesTest} shows.
 */
class RuleCoverageTest {
    @TestFactory
    List<DynamicTest> everyRuleHasACase() {
        var cases = RuleCase.all();
        var tests = new ArrayList<DynamicTest>();
        for (var crd : CrdManifests.committed()) {
            var kind = crd.getSpec().getNames().getKind();
            SchemaProperty.all(crd)
                    .forEach(property -> property.rules()
                            .forEach(rule -> tests.add(DynamicTest.dynamicTest(
                                    kind + property.path() + ": " + rule.getRule(),
                                    () -> assertThat(cases)
                                            .as(
                                                    "no case of %s is refused at %s with a message like %s",
                                                    kind, field(property, rule), RuleMessage.of(rule))
                                            .anyMatch(c -> c.kind().equals(kind)
                                                    && anyIndex(c.field()).equals(field(property, rule))
                                                    && RuleMessage.of(rule)
                                                            .matcher(c.message())
                                                            .matches())))));
        }
        return tests;
    }

    @Test
    void everyRuleSaysWhatToDo() {
        for (var crd : CrdManifests.committed()) {
            for (var property : SchemaProperty.all(crd)) {
                assertThat(property.rules())
                        .as(property.path())
                        .allMatch(rule -> rule.getMessage() != null || rule.getMessageExpression() != null);
            }
        }
    }

    private static String field(SchemaProperty property, ValidationRule rule) {
        var suffix = rule.getFieldPath() == null ? "" : rule.getFieldPath();
        var path = property.path() + suffix;
        return path.isEmpty() ? "<nil>" : path.substring(1);
    }

    private static String anyIndex(String field) {
        return field.replaceAll("\\[\\d+]", "[]");
    }
}
