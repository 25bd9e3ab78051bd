package dev.slipway.operator.driftmonitor.plan;

import static dev.slipway.operator.driftmonitor.plan.Documents.object;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.driftmonitor.Retraining;
import dev.slipway.operator.driftmonitor.loop.Findings;
import dev.slipway.operator.driftmonitor.observe.JobRole;
import dev.slipway.operator.driftmonitor.observe.MonitorJob;
import dev.slipway.operator.driftmonitor.observe.ObservedMonitor;
import dev.slipway.operator.model.CanonicalJson;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Somebody else is to train: a DAG of Airflow, or whoever hears a webhook. */
record RetrainDocument(
        ObservedMonitor observed,
        Retraining asked,
        dev.slipway.operator.driftmonitor.loop.Retraining present,
        Optional<Findings> findings,
        Mounts mounts) {
    String text() {
        var root = object();
        root.set("retraining", retraining());
        root.put("timeout", asked.timeout());
        var airflow = asked.action().airflow();
        if (airflow != null) {
            var server = Documents.server(airflow.url(), airflow.secretRef(), mounts)
                    .put("dagId", airflow.dagId())
                    .put("apiVersion", airflow.apiVersion().name());
            server.set("abandoned", CanonicalJson.tree(abandoned()));
            root.set("airflow", server);
        }
        var webhook = asked.action().webhook();
        if (webhook != null) {
            root.set("webhook", Documents.server(webhook.url(), webhook.secretRef(), mounts));
        }
        return Documents.text(root);
    }

    /**
     * Trainings whose Jobs came to nothing, perhaps while they were away from their trainer: nobody waits for them any more. The
     * status knows them also when their Jobs are gone, and the Jobs when the status was lost.
     */
    private List<String> abandoned() {
        var failed = observed.jobs().stream()
                .filter(job -> job.role() == JobRole.RETRAIN)
                .filter(job -> job.facts().isOver() && !job.facts().succeeded())
                .map(MonitorJob::cause);
        return Stream.concat(present.abandoned().stream(), failed)
                .filter(id -> !id.equals(present.runId()))
                .distinct()
                .sorted()
                .toList();
    }

    /** The time is the same for every attempt to make the Job, so that one that is made again does not prolong the training. */
    private ObjectNode retraining() {
        var node = object().put("id", present.runId())
                .put("model", Documents.model(observed))
                .put("trigger", present.trigger());
        node.set("monitor", Documents.monitor(observed));
        present.begun().ifPresent(time -> node.put("startedAt", time.toString()));
        findings.ifPresent(found -> {
            node.put("verdict", found.verdict().name());
            Documents.findings(node, found);
        });
        var promotion = observed.spec().promotion();
        if (promotion != null) {
            node.set(
                    "registry",
                    object().put("url", promotion.registry().url())
                            .put("model", promotion.registry().model())
                            .put("candidateAlias", promotion.registry().candidateAlias()));
        }
        return node;
    }
}
