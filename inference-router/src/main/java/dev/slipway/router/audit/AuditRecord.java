package dev.slipway.router.audit;

import dev.slipway.router.wire.HeadWriter;

/**
 * What is recorded of one request. No body and no credential: digests only.
 *
 * @param millis since 1970
 * @param principal who asked
 * @param peer from where
 * @param attempts targets that were tried, with reason, result and time, as {@code x-route-explain} tells it
 * @param unit the hash of who the request is about; 0 for nobody
 * @param inputDigest SHA-256; empty where it is not known
 * @param outputDigest SHA-256; empty where it is not known
 * @param refused why the request was refused, for nobody else to know; empty where it was not
 */
@SuppressWarnings("ArrayRecordComponent") // Written, never compared.
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
        byte[] inputDigest,
        byte[] outputDigest,
        String refused) {

    /** Appends the record as JSON without its closing brace: the chain follows. */
    void open(AuditLines line) {
        line.add(Name.TS).add(millis);
        text(line, Name.REQUEST_ID, requestId);
        text(line, Name.PRINCIPAL, principal);
        text(line, Name.PEER, peer);
        text(line, Name.METHOD, method);
        text(line, Name.PATH, path);
        text(line, Name.ROUTE, route);
        line.add(Name.GENERATION).add(generation);
        line.add(Name.RULE).add(rule);
        text(line, Name.ATTEMPTS, attempts);
        text(line, Name.TARGET, target);
        text(line, Name.VERSION, version);
        text(line, Name.UNIT, unit == 0 ? "" : Long.toHexString(unit));
        text(line, Name.CACHE, cache);
        line.add(Name.COST).add(cost == 0 ? Name.NO_COST : HeadWriter.ascii(Double.toString(cost)));
        line.add(Name.STATUS).add(status);
        line.add(Name.MICROS).add(micros);
        digest(line, Name.INPUT_DIGEST, inputDigest);
        digest(line, Name.OUTPUT_DIGEST, outputDigest);
        text(line, Name.REFUSED, refused);
    }

    private static void text(AuditLines line, byte[] name, String value) {
        if (!value.isEmpty()) {
            line.add(name).quote(value);
        }
    }

    private static void digest(AuditLines line, byte[] name, byte[] value) {
        if (value.length > 0) {
            line.add(name).hex(value);
        }
    }

    /** Names of fields with what stands around them. */
    private static final class Name {
        static final byte[] TS = HeadWriter.ascii("{\"ts\":");
        static final byte[] REQUEST_ID = of("requestId");
        static final byte[] PRINCIPAL = of("principal");
        static final byte[] PEER = of("peer");
        static final byte[] METHOD = of("method");
        static final byte[] PATH = of("path");
        static final byte[] ROUTE = of("route");
        static final byte[] GENERATION = of("generation");
        static final byte[] RULE = of("rule");
        static final byte[] ATTEMPTS = of("attempts");
        static final byte[] TARGET = of("target");
        static final byte[] VERSION = of("version");
        static final byte[] UNIT = of("unit");
        static final byte[] CACHE = of("cache");
        static final byte[] COST = of("cost");
        static final byte[] NO_COST = HeadWriter.ascii("0.0");
        static final byte[] STATUS = of("status");
        static final byte[] MICROS = of("micros");
        static final byte[] INPUT_DIGEST = of("inputDigest");
        static final byte[] OUTPUT_DIGEST = of("outputDigest");
        static final byte[] REFUSED = of("refused");

        private static byte[] of(String name) {
            return HeadWriter.ascii(",\"" + name + "\":");
        }
    }
}
