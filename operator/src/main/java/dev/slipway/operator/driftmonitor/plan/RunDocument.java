package dev.slipway.operator.driftmonitor.plan;

import static dev.slipway.operator.driftmonitor.plan.Documents.SECRET;
import static dev.slipway.operator.driftmonitor.plan.Documents.object;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.driftmonitor.DriftMonitorSpec;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.ReferencePin;
import dev.slipway.api.driftmonitor.Labels;
import dev.slipway.api.driftmonitor.Reference;
import dev.slipway.operator.driftmonitor.loop.Gate;
import dev.slipway.operator.driftmonitor.observe.ObservedMonitor;
import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.model.Durations;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;

/**
 * The document of a run: the contract is in {@code docs/reference/drift-job.md}. What the spec and the document have in common
 * is spelled alike. Equal specs give equal bytes.
 */
final class RunDocument {
    private static final String LOG = "predictionLog";
    private static final String TABLE = "table";
    private static final String TIME_COLUMN = "timeColumn";
    private static final Duration BUCKET = Duration.ofHours(1);

    private final ObservedMonitor observed;
    private final DriftMonitorSpec spec;
    private final CurrentTable current;
    private final Mounts mounts;

    private RunDocument(ObservedMonitor observed, CurrentTable current, Mounts mounts) {
        this.observed = observed;
        this.spec = observed.spec();
        this.current = current;
        this.mounts = mounts;
    }

    /** @param mounts gets what the document refers to */
    static String of(ObservedMonitor observed, CurrentTable current, Mounts mounts) {
        return Documents.text(new RunDocument(observed, current, mounts).write());
    }

    private ObjectNode write() {
        var root = object().put("name", observed.name());
        root.set("reference", pinned(reference(spec.reference())));
        root.set("current", currentData());
        root.set("features", CanonicalJson.tree(spec.features()));
        if (spec.prediction() != null) {
            root.set("prediction", CanonicalJson.tree(spec.prediction()));
        } else if (current.isLog()) {
            root.set("prediction", object().put("column", "score"));
        }
        if (spec.labels() != null) {
            root.set("labels", labels(spec.labels()));
        }
        if (spec.estimate() != null) {
            root.set("estimate", CanonicalJson.tree(spec.estimate()));
        }
        root.set("expectations", CanonicalJson.tree(spec.expectations()));
        var alerting = object();
        alerting.set("fireAfter", CanonicalJson.tree(spec.alerting().fireAfter()));
        alerting.set("resolveAfter", CanonicalJson.tree(spec.alerting().resolveAfter()));
        root.set("alerting", alerting);
        keep(root);
        return root;
    }

    private ObjectNode reference(Reference reference) {
        var node = object();
        if (reference.postgres() != null) {
            node.set(
                    "postgres",
                    object().put(
                                    SECRET,
                                    mounts.secret(
                                            reference.postgres().secretRef().name()))
                            .put(TABLE, reference.postgres().table()));
        } else if (reference.parquet() != null) {
            node.set("parquet", file(reference.parquet()));
        } else if (reference.profile() != null) {
            node.set("profile", file(reference.profile()));
        } else if (reference.predictionLog() != null) {
            var log = CurrentTable.log(observed).orElse(current);
            node.set(
                    LOG,
                    object().put(SECRET, mounts.secret(log.secret()))
                            .put(TABLE, log.table())
                            .put(TIME_COLUMN, log.timeColumn())
                            .put("first", reference.predictionLog().first()));
        }
        return node;
    }

    /** A promotion makes the reference anew; the one before it is kept until the next, for a way back. */
    private ObjectNode pinned(ObjectNode reference) {
        var pins = observed.previous()
                .map(status -> Gate.of(status.promotion()).references())
                .orElse(List.of());
        if (pins.isEmpty()) {
            return reference;
        }
        var last = pins.getLast();
        if (reference.get(LOG) instanceof ObjectNode log) {
            log.put("start", last.time());
        }
        if (pins.size() > 1) {
            reference.put("before", key(pins.getFirst()));
        }
        return reference.put("key", key(last));
    }

    private static String key(ReferencePin pin) {
        return pin.version() + " since " + pin.time();
    }

    /** A file of a claim is one of the pod's; others are fetched. */
    private ObjectNode file(Reference.Files files) {
        var claimed = ClaimUri.of(files.uri());
        if (claimed.isPresent()) {
            return object().put(
                            "uri",
                            mounts.claim(claimed.get().claim()) + "/"
                                    + claimed.get().path());
        }
        var node = object().put("uri", files.uri());
        var secret = files.secretRef();
        return secret == null ? node : node.put(SECRET, mounts.secret(secret.name()));
    }

    private ObjectNode currentData() {
        var node = object();
        node.set(
                "postgres",
                object().put(SECRET, mounts.secret(current.secret()))
                        .put(TABLE, current.table())
                        .put(TIME_COLUMN, current.timeColumn()));
        return node.put("window", spec.current().window())
                .put("minRows", spec.current().minRows());
    }

    private ObjectNode labels(Labels labels) {
        var table = labels.postgres();
        var own = table.secretRef();
        var node = (ObjectNode) CanonicalJson.tree(labels);
        node.set(
                "postgres",
                object().put(SECRET, mounts.secret(own == null ? current.secret() : own.name()))
                        .put(TABLE, table.table())
                        .put("keyColumn", table.keyColumn())
                        .put("labelColumn", table.labelColumn())
                        .put(TIME_COLUMN, table.timeColumn()));
        return node;
    }

    /** What a run keeps for the next one lies beside the reports. */
    private void keep(ObjectNode root) {
        var report = spec.report();
        if (report == null) {
            return;
        }
        ReportPlace.into(root, report, mounts);
        root.set(
                "state",
                ReportPlace.of(report, mounts)
                        .put("bucket", bucket(Durations.parse(spec.current().window())) + "ms"));
    }

    /** The longest bucket, of at most an hour, of which the window is a whole number. */
    private static long bucket(Duration window) {
        return BigInteger.valueOf(window.toMillis())
                .gcd(BigInteger.valueOf(BUCKET.toMillis()))
                .longValueExact();
    }
}
