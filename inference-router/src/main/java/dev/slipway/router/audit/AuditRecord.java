package dev.slipway.router.audit;

import dev.slipway.workload.json.JsonText;

/**
 * What is recorded of one request. No body and no credential: digests only.
 *
 * @param millis since 1970
 * @param principal who asked
 * @param peer from where
 * @param attempts targets that were tried, with reason, result and time, as {@code x-route-explain} tells it
 * @param unit the hash of who the request is about; 0 for nobody
 * @param refused why the request was refused, for nobody else to know; empty where it was not
 */
public record AuditRecord(
        long millis,
        String requestId,
        String principal,
        String peer,
        String method,
        String path,
        String route,
        long generation,
        int rule,
        String attempts,
        String target,
        String version,
        long unit,
        String cache,
        double cost,
        int status,
        long micros,
        String inputDigest,
        String outputDigest,
        String refused) {

    /** Appends the record as JSON without its closing brace: the chain follows. */
    void open(StringBuilder json) {
        json.append("{\"ts\":").append(millis);
        text(json, "requestId", requestId);
        text(json, "principal", principal);
        text(json, "peer", peer);
        text(json, "method", method);
        text(json, "path", path);
        text(json, "route", route);
        json.append(",\"generation\":").append(generation);
        json.append(",\"rule\":").append(rule);
        text(json, "attempts", attempts);
        text(json, "target", target);
        text(json, "version", version);
        text(json, "unit", unit == 0 ? "" : Long.toHexString(unit));
        text(json, "cache", cache);
        json.append(",\"cost\":").append(cost);
        json.append(",\"status\":").append(status);
        json.append(",\"micros\":").append(micros);
        text(json, "inputDigest", inputDigest);
        text(json, "outputDigest", outputDigest);
        text(json, "refused", refused);
    }

    private static void text(StringBuilder json, String name, String value) {
        if (!value.isEmpty()) {
            JsonText.quote(json.append(",\"").append(name).append("\":"), value);
        }
    }
}
