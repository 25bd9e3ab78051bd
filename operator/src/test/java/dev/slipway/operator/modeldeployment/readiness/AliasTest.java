package dev.slipway.operator.modeldeployment.readiness;

import static dev.slipway.operator.modeldeployment.readiness.Case.when;
import static dev.slipway.operator.modeldeployment.readiness.Facts.fetchEnded;
import static dev.slipway.operator.modeldeployment.readiness.Facts.ready;
import static dev.slipway.operator.modeldeployment.readiness.Facts.told;
import static dev.slipway.operator.status.ConditionType.ACCEPTED;
import static dev.slipway.operator.status.ConditionType.ARTIFACT_READY;
import static dev.slipway.operator.status.Verdict.Severity.NONE;
import static dev.slipway.operator.status.Verdict.Severity.STUCK;
import static dev.slipway.operator.status.Verdict.Severity.WAITING;
import static dev.slipway.operator.status.Verdict.State.FALSE;
import static dev.slipway.operator.status.Verdict.State.TRUE;
import static dev.slipway.operator.status.Verdict.State.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.operator.modeldeployment.Seen;
import dev.slipway.operator.status.Reason;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a registry says or does not say, and what the status says of it. */
class AliasTest {
    private static final String FOLLOWING =
            "model: {uri: 'mlflow:models/iris@champion', registry: {url: 'http://mlflow:5000/'}}";
    private static final String DOWN = "RegistryUnreachable: The registry http://mlflow:5000 refuses connections.";

    static Stream<Case> cases() {
        return Stream.of(
                when("nothing is known of the alias yet")
                        .whole(FOLLOWING)
                        .then(
                                ARTIFACT_READY,
                                UNKNOWN,
                                Reason.PENDING,
                                WAITING,
                                "The registry http://mlflow:5000 is asked which version champion is."),
                when("the registry was never reached")
                        .whole(FOLLOWING)
                        .annotated("test/problem", DOWN)
                        .then(
                                ARTIFACT_READY,
                                FALSE,
                                Reason.REGISTRY_UNREACHABLE,
                                WAITING,
                                "The registry http://mlflow:5000 refuses connections."),
                when("the alias does not exist")
                        .whole(FOLLOWING)
                        .annotated("test/problem", "ArtifactNotFound: The registry knows no alias champion.")
                        .then(
                                ARTIFACT_READY,
                                FALSE,
                                Reason.ARTIFACT_NOT_FOUND,
                                STUCK,
                                "The registry knows no alias champion."),
                when("the registry is silent while a version serves")
                        .whole(FOLLOWING)
                        .annotated("test/version", "3")
                        .annotated("test/problem", DOWN)
                        .pods(ready())
                        .then(
                                ARTIFACT_READY,
                                TRUE,
                                Reason.VERIFIED,
                                NONE,
                                "Version 3 stays: The registry http://mlflow:5000 refuses connections."),
                when("a pod does not reach the registry")
                        .whole(FOLLOWING)
                        .annotated("test/version", "3")
                        .pods(fetchEnded("Error", 1, told("RegistryUnreachable", "The registry does not answer.")))
                        .then(
                                ARTIFACT_READY,
                                FALSE,
                                Reason.REGISTRY_UNREACHABLE,
                                WAITING,
                                "The registry does not answer."),
                when("no registry is known")
                        .whole("model: {uri: 'mlflow:models/iris/3'}")
                        .then(
                                ACCEPTED,
                                FALSE,
                                Reason.INVALID_SPEC,
                                STUCK,
                                "mlflow:models/iris/3 needs an MLflow server. Set spec.model.registry.url, or a default"
                                        + " for the installation (Helm value registry.url)."));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theStatusSaysWhatTheRegistrySays(Case example) {
        var verdicts = ModelReadiness.judge(example.situation()).inReadyOrder();

        assertThat(verdicts).contains(example.verdict());
        assertThat(Seen.nothingBut(example.model()).alias()).isNotNull();
    }
}
