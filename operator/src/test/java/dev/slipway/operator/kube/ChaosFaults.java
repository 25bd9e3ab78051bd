package dev.slipway.operator.kube;

import dev.slipway.driftjob.service.PlayedServer;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What goes wrong, how often, and how often it did. Nothing does once the world is calm. */
final class ChaosFaults {
    /** What may become of one HTTP request. */
    enum Fault {
        /** The server never heard of it, and the caller is told so by one of three codes. */
        REFUSED,
        /** What answers is no server of that kind. */
        GARBAGE,
        /** The connection breaks before the server hears of it. */
        UNHEARD,
        /** The server does what it was asked, and its answer is lost. */
        ANSWER_LOST,
        /** The server does what it was asked, and says 500. */
        DONE_AND_500,
        SLOW,
        /** The caller is killed before the server hears of it. */
        KILLED_BEFORE,
        /** The server does what it was asked, and the caller is killed before it knows. */
        KILLED_AFTER
    }

    private static final String[] JUNK = {
        "<html><body>Gateway</body></html>", "{\"model_version\": {", "null", "\u0000\u0001"
    };

    private final Random random;
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final Map<String, Instant> away = new ConcurrentHashMap<>();
    private volatile boolean calm;

    ChaosFaults(long seed) {
        this.random = new Random(seed);
    }

    void calmDown() {
        calm = true;
    }

    boolean calm() {
        return calm;
    }

    /** Whether something of this probability goes wrong now. */
    boolean strikes(double probability, String what) {
        if (calm || random.nextDouble() >= probability) {
            return false;
        }
        count(what);
        return true;
    }

    /** Lets one of the services be away for a while, now and then. */
    void outage(String... services) {
        if (strikes(0.08, "outages")) {
            away.put(services[upTo(services.length)], Instant.now().plusMillis(200 + upTo(1300)));
        }
    }

    boolean away(String service) {
        return !calm && Instant.now().isBefore(away.getOrDefault(service, Instant.MIN));
    }

    Fault next() {
        var fault = Fault.values()[random.nextInt(Fault.values().length)];
        count("HTTP " + fault);
        return fault;
    }

    int upTo(int bound) {
        return random.nextInt(bound);
    }

    void count(String what) {
        counts.computeIfAbsent(what, w -> new LongAdder()).increment();
    }

    Map<String, Long> counts() {
        var sums = new TreeMap<String, Long>();
        counts.forEach((what, count) -> sums.put(what, count.sum()));
        return sums;
    }

    void refuse(OutputStream out) throws IOException {
        PlayedServer.json(out, new int[] {409, 500, 503}[upTo(3)], "{\"error_code\":\"INJECTED\"}");
    }

    void garbage(OutputStream out) throws IOException {
        PlayedServer.json(out, 200, JUNK[upTo(JUNK.length)]);
    }

    static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
