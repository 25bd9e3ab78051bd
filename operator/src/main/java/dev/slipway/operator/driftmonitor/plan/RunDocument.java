package dev.slipway.operator.driftmonitor.plan;

import static dev.slipway.operator.driftmonitor.plan.Documents.SECRET;
import static dev.slipway.operator.driftmonitor.plan.Documents.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.common.SecretReference;
import dev.slipway.api.driftmonitor.DriftMonitorSpec;
import dev.slipway.api.driftmonitor.Labels;
import dev.slipway.api.driftmonitor.ReadBudget;
import dev.slipway.api.driftmonitor.Reference;
import dev.slipway.api.driftmonitor.ReferencePin;
import dev.slipway.operator.driftmonitor.loop.Gate;
import dev.slipway.operator.driftmonitor.observe.ObservedMonitor;
import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.model.Durations;
import dev.slipway.operator.model.Quantities;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The document of a run: the contract is in {@code docs/reference/drift-job.md}. What the spec and the document have in common
 * is spelled alike. Equal specs give equal bytes.
 */
final class RunDocument {
    private static final String LOG = "predictionLog";
    private static final String POSTGRES = "postgres";
    private static final String PARQUET = "parquet";
    private static final String TABLE = "table";
    private static final String KEY_COLUMN = "keyColumn";
    private static final String LABEL_COLUMN = "labelColumn";
    private static final String TIME_COLUMN = "timeColumn";
    private static final Duration BUCKET = Duration.ofHours(1);

    private final ObservedMonitor observed;
    private final DriftMonitorSpec spec;
    private final Optional<CurrentTable> current;
    private final Mounts mounts;

    private RunDocument(ObservedMonitor observed, Optional<CurrentTable> current, Mounts mounts) {
        this.observed = observed;
        this.spec = observed.spec();
        this.current = current;
        this.mounts = mounts;
    }

    /** @param mounts gets what the document refers to */
    static String of(ObservedMonitor observed, Mounts mounts) {
        return Documents.text(new RunDocument(observed, CurrentTable.of(observed), mounts).write());
    }

    private ObjectNode write() {
        var root = object().put("name", observed.name());
        root.set("reference", pinned(reference(spec.reference())));
        root.set("current", currentData());
        root.set("features", CanonicalJson.tree(spec.features()));
        if (spec.prediction() != null) {
            root.set("prediction", CanonicalJson.tree(spec.prediction()));
        } else if (current.filter(CurrentTable::isLog).isPresent()) {
            root.set("prediction", object().put("column", "score"));
        }
        if (spec.labels() != null) {
            root.set("labels", labels(spec.labels()));
        }
        if (spec.estimate() != null) {
            root.set("estimate", CanonicalJson.tree(spec.estimate()));
        }
        root.set("expectations", CanonicalJson.tree(spec.expectations()));
        if (spec.budget() != null) {
            root.set("budget", budget(spec.budget()));
        }
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
                    POSTGRES,
                    object().put(
                                    SECRET,
                                    mounts.secret(
                                            reference.postgres().secretRef().name()))
                            .put(TABLE, reference.postgres().table()));
        } else if (reference.parquet() != null) {
            node.set(
                    PARQUET, file(reference.parquet().uri(), reference.parquet().secretRef()));
        } else if (reference.profile() != null) {
            node.set(
                    "profile",
                    file(reference.profile().uri(), reference.profile().secretRef()));
        } else if (reference.predictionLog() != null) {
            var log = CurrentTable.log(observed).or(() -> current).orElseThrow();
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
    private ObjectNode file(String uri, @Nullable SecretReference secret) {
        var claimed = ClaimUri.of(uri);
        if (claimed.isPresent()) {
            return object().put(
                            "uri",
                            mounts.claim(claimed.get().claim()) + "/"
                                    + claimed.get().path());
        }
        var node = object().put("uri", uri);
        return secret == null ? node : node.put(SECRET, mounts.secret(secret.name()));
    }

    private ObjectNode currentData() {
        var asked = spec.current();
        var node = object();
        if (asked.parquet() != null) {
            var files = asked.parquet();
            node.set(
                    PARQUET,
                    keyed(
                            file(files.uri(), files.secretRef()).put(TIME_COLUMN, files.timeColumn()),
                            files.keyColumn()));
        } else {
            var table = current.orElseThrow();
            node.set(
                    POSTGRES,
                    keyed(
                            object().put(SECRET, mounts.secret(table.secret()))
                                    .put(TABLE, table.table())
                                    .put(TIME_COLUMN, table.timeColumn()),
                            asked.postgres() == null ? null : asked.postgres().keyColumn()));
        }
        return node.put("window", asked.window()).put("minRows", asked.minRows());
    }

    private static ObjectNode keyed(ObjectNode source, @Nullable String keyColumn) {
        return keyColumn == null ? source : source.put(KEY_COLUMN, keyColumn);
    }

    private ObjectNode labels(Labels labels) {
        var node = (ObjectNode) CanonicalJson.tree(labels);
        var table = labels.postgres();
        if (table != null) {
            var own = table.secretRef();
            node.set(
                    POSTGRES,
                    object().put(
                                    SECRET,
                                    mounts.secret(
                                            own == null ? current.orElseThrow().secret() : own.name()))
                            .put(TABLE, table.table())
                            .put(KEY_COLUMN, table.keyColumn())
                            .put(LABEL_COLUMN, table.labelColumn())
                            .put(TIME_COLUMN, table.timeColumn()));
        }
        var files = labels.parquet();
        if (files != null) {
            node.set(
                    PARQUET,
                    file(files.uri(), files.secretRef())
                            .put(KEY_COLUMN, files.keyColumn())
                            .put(LABEL_COLUMN, files.labelColumn())
                            .put(TIME_COLUMN, files.timeColumn()));
        }
        return node;
    }

    private static JsonNode budget(ReadBudget budget) {
        var node = (ObjectNode) CanonicalJson.tree(budget);
        if (budget.maxBytes() != null) {
            node.put("maxBytes", Quantities.value(budget.maxBytes()).longValue());
        }
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
