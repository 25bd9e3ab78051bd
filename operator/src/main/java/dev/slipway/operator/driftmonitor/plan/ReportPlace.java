package dev.slipway.operator.driftmonitor.plan;

import static dev.slipway.operator.driftmonitor.plan.Documents.object;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.driftmonitor.Report;
import dev.slipway.operator.model.CanonicalJson;
import org.jspecify.annotations.Nullable;

/** Where full reports go, in the words of a document. */
final class ReportPlace {
    private ReportPlace() {}

    static void into(ObjectNode root, @Nullable Report report, Mounts mounts) {
        if (report == null) {
            return;
        }
        var node = of(report, mounts).put("historyLimit", report.historyLimit());
        node.set("formats", CanonicalJson.tree(report.formats()));
        root.set("report", node);
    }

    /** The folder or bucket alone. */
    static ObjectNode of(Report report, Mounts mounts) {
        var s3 = report.s3();
        if (s3 != null) {
            var place = object().put("uri", s3.uri());
            var secret = s3.secretRef();
            return object().set(
                            "s3", secret == null ? place : place.put(Documents.SECRET, mounts.secret(secret.name())));
        }
        var claim = report.pvc();
        return claim == null ? object() : object().put("directory", mounts.writableClaim(claim.claimName()));
    }
}
