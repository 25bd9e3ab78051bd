package dev.slipway.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.inferenceroute.InferenceRoute;
import dev.slipway.api.inferenceroute.InferenceRouteStatus.RolloutStatus;
import dev.slipway.api.modeldeployment.ModelDeploymentStatus.Revision;
import dev.slipway.api.modeldeployment.ModelDeploymentStatus.Revision.Result;
import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.model.DocumentHash;
import dev.slipway.operator.status.ConditionType;
import io.fabric8.kubernetes.client.Watch;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A ModelDeployment keeps a candidate beside what serves, a route judges it, and both remember the verdict. */
class ProgressiveTest extends ApiServerTest {
    private static final String FIRST = "{spec: {model: {uri: 'https://m/1.onnx'}}}";
    private static final String SECOND = "{spec: {model: {uri: 'https://m/2.onnx'}}}";

    private PlayedKubelet serving() {
        return serving("iris", "model: {uri: 'https://m/1.onnx'}, rollout: {strategy: Progressive}", 1);
    }

    private void route() {
        route("");
    }

    private void route(String rollback) {
        client.resource(CanonicalJson.read(Yaml.toJson("""
                                {apiVersion: slipway.dev/v1alpha1, kind: InferenceRoute, metadata: {name: r, namespace: %s}, spec: {
                                 targets: [{name: main, modelDeploymentRef: {name: iris}}],
                                 rollout: {steps: [{weight: 10, hold: 1s}, {weight: 100}]%s}}}\
                                """.formatted(namespace, rollback)), InferenceRoute.class))
                .create();
        eventually(() -> deployment("r-router"));
    }

    private RolloutStatus rollout() {
        var status = client.resources(InferenceRoute.class)
                .inNamespace(namespace)
                .withName("r")
                .require()
                .getStatus();
        return Objects.requireNonNull(Objects.requireNonNull(status).rollout());
    }

    private List<Result> results() {
        return status("iris").revisions().stream().map(Revision::result).toList();
    }

    private boolean candidateStands() {
        return client.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName("iris-candidate")
                        .get()
                != null;
    }

    /** The candidate of the second spec answers, and the route has begun its trial. */
    private void tryTheSecond() {
        patch("iris", SECOND);
        eventually(() -> deployment("iris-candidate"));
        eventually(() -> assertThat(ready("iris")).isEqualTo("False/RollingOut"));
        kubelet("iris-candidate").rollOut(1);
        eventually(() -> assertThat(ready("iris")).isEqualTo("False/CandidateReady"));
        eventually(() -> assertThat(rollout().summary()).isEqualTo("1/2 10%"));
    }

    private void says(PlayedRouter router, String phase, int step) {
        router.says(
                DocumentHash.of(router.document()),
                Map.of(
                        "rollout",
                        Map.of(
                                "id",
                                String.valueOf(rollout().id()),
                                "phase",
                                phase,
                                "reason",
                                "errors",
                                "step",
                                step,
                                "stepMillis",
                                5000,
                                "stepTally",
                                Map.of("candidate", 50, "baseline", 50))));
    }

    @Test
    void aGoodCandidateReplacesWhatServesAndGoesThen() throws Exception {
        var kubelet = serving();
        var first = status("iris").activeRevision();
        route();
        try (var router = new PlayedRouter(client, namespace, "r")) {
            tryTheSecond();
            assertThat(deployment("iris").getMetadata().getLabels()).containsEntry("slipway.dev/revision", first);
            assertThat(deployment("iris-candidate")
                            .getSpec()
                            .getTemplate()
                            .getMetadata()
                            .getLabels())
                    .doesNotContainKey("slipway.dev/modeldeployment");
            assertThat(router.document()).contains("r-to-main-candidate." + namespace + ".svc");

            says(router, "Progressing", 0);
            eventually(() -> assertThat(rollout().summary()).isEqualTo("2/2 100%"));
            says(router, "Progressing", 1);
            eventually(() -> assertThat(rollout().phase()).isEqualTo(RolloutStatus.Phase.Promoted));
            var second = status("iris").candidateRevision();
            eventually(() -> assertThat(deployment("iris").getMetadata().getLabels())
                    .containsEntry("slipway.dev/revision", second));
            assertThat(candidateStands()).isTrue();
            assertThat(router.document()).contains("main-candidate");

            kubelet.rollOut(1);
            eventually(() -> assertThat(ready("iris")).isEqualTo("True/RolledOut"));
            eventually(() -> assertThat(candidateStands()).isFalse());
            eventually(() -> assertThat(router.document()).doesNotContain("main-candidate"));
            assertThat(status("iris").activeRevision()).isEqualTo(second);
            assertThat(results()).containsExactly(Result.Served, Result.Served);
        }
    }

    @Test
    void aBadCandidateIsTakenAwayAndNotTriedAgain() throws Exception {
        serving();
        var first = status("iris").activeRevision();
        route();
        try (var router = new PlayedRouter(client, namespace, "r")) {
            tryTheSecond();
            says(router, "RolledBack", 0);
            eventually(() -> assertThat(ready("iris")).isEqualTo("False/CandidateRolledBack"));
            assertThat(condition("iris", ConditionType.ROLLED_OUT).message()).contains("InferenceRoute r (errors)");
            eventually(() -> assertThat(candidateStands()).isFalse());
            assertThat(status("iris").activeRevision()).isEqualTo(first);
            assertThat(results()).containsExactly(Result.Served, Result.RolledBack);

            client.resources(InferenceRoute.class)
                    .inNamespace(namespace)
                    .withName("r")
                    .delete();
            patch("iris", FIRST);
            eventually(() -> assertThat(ready("iris")).isEqualTo("True/RolledOut"));
            patch("iris", SECOND);
            eventually(() -> assertThat(ready("iris")).isEqualTo("False/CandidateRolledBack"));
            assertThat(candidateStands()).isFalse();
        }
    }

    @Test
    void afterTheCooldownACandidateIsTriedAgainAsAnotherTrial() throws Exception {
        serving();
        route(", rollback: {cooldown: 2s}");
        // The phases of a cooldown pass in moments: a watch sees each of them.
        var seen = new CopyOnWriteArrayList<String>();
        try (var router = new PlayedRouter(client, namespace, "r");
                var _ = watchTrials(seen)) {
            tryTheSecond();
            var first = rollout().id();
            var second = first + ".2";
            says(router, "RolledBack", 0);
            // Nobody collects the first one's pod here: it answers for the second, too.
            eventually(() -> assertThat(rollout().id()).isEqualTo(second));
            eventually(() -> deployment("iris-candidate"));
            eventually(() -> assertThat(rollout().summary()).isEqualTo("1/2 10%"));
            says(router, "RolledBack", 0);
            eventually(() -> assertThat(seen)
                    .containsSubsequence(
                            first + " Progressing",
                            first + " RolledBack",
                            first + " CooledDown",
                            second + " Progressing",
                            second + " RolledBack"));
        }
    }

    private Watch watchTrials(List<String> seen) {
        return client.resources(InferenceRoute.class)
                .inNamespace(namespace)
                .withName("r")
                .watch(each(route -> {
                    var status = route.getStatus();
                    if (status != null && status.rollout() != null) {
                        seen.add(status.rollout().id() + " " + status.rollout().phase());
                    }
                }));
    }

    @Test
    void withoutARouteThatJudgesItIsRolledOutLikeAnyOther() {
        serving();
        patch("iris", SECOND);
        eventually(() -> assertThat(status("iris").revisions()).hasSize(2));
        assertThat(candidateStands()).isFalse();
        kubelet("iris").rollOut(1);
        eventually(() -> assertThat(ready("iris")).isEqualTo("True/RolledOut"));
    }
}
