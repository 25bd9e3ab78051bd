package dev.slipway.router.proxy;

import dev.slipway.router.audit.AuditRecord;
import dev.slipway.router.auth.Principal;
import dev.slipway.router.cache.StoredAnswer;
import dev.slipway.router.config.RuleConfig.FixedAnswer;
import dev.slipway.router.net.ClientStream;
import dev.slipway.router.net.Fields;
import dev.slipway.router.targets.Result;
import dev.slipway.router.targets.Target;
import dev.slipway.router.wire.FieldKind;
import dev.slipway.router.wire.Head;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The answer to a client, exactly one, and what is counted and recorded of the request. */
final class Reply implements Answering {
    private static final long SECOND = 1_000_000_000L;

    private final Route route;
    private final ClientStream client;
    private final RequestBody body;
    private final long arrived = System.nanoTime();
    private final @Nullable AuditEntry entry;
    private Gate.Admission admission = Gate.OPEN;
    private @Nullable Rule rule;
    private @Nullable Inquiry inquiry;
    private @Nullable Target target;
    private @Nullable String requestId;
    private String cache = "";
    private String refused = "";
    private long unit;
    private long upstreamNanos;
    private int status;
    private boolean explain;
    private boolean over;

    Reply(Route route, ClientStream client, RequestBody body) {
        this.route = route;
        this.client = client;
        this.body = body;
        this.entry = AuditEntry.of(route);
        route.metrics().begin();
    }

    /** Whether the request may go on: its record has room, or need not have any. */
    boolean recordable() {
        return entry == null || entry.hasRoom();
    }

    void admitted(Gate.Admission given) {
        admission = given;
    }

    void asked(Rule matching, long hash) {
        rule = matching;
        unit = hash;
    }

    void inquiry(Inquiry made) {
        inquiry = made;
    }

    /** The way of the question is told to who may know it. */
    void explain(Gate.Admission who) {
        explain = who.principal().may(Principal.EXPLAIN);
    }

    boolean wantsTrail() {
        return explain || entry != null;
    }

    String requestId() {
        String known = requestId;
        if (known == null) {
            String given = client.head().value(FieldKind.REQUEST_ID);
            known = given != null && given.length() <= 128
                    ? given
                    : Long.toHexString(route.random().nextLong());
            requestId = known;
        }
        return known;
    }

    long arrived() {
        return arrived;
    }

    boolean over() {
        return over;
    }

    @Override
    public void attempted(Attempt attempt, Result result, long now) {
        upstreamNanos = now - attempt.began();
    }

    @Override
    public void whole(Target from, int code, Head answer, Pieces pieces, @Nullable Head trailers) {
        if (over) {
            return;
        }
        target = from;
        if (entry != null) {
            entry.digest(body, admission.digest(), pieces.bytes());
        }
        Fields own = own(null);
        finish(code);
        client.answer(code, answer, own, answer.contentLength());
        pieces.take(client::data);
        client.end(trailers);
    }

    @Override
    public void begin(Target from, int code, Head answer) {
        target = from;
        status = code;
        client.answer(code, answer, own(null), answer.contentLength());
    }

    @Override
    public void piece(ByteBuf piece) {
        if (over) {
            piece.release();
        } else {
            client.data(piece);
        }
    }

    @Override
    public void end(@Nullable Head trailers) {
        if (!over) {
            finish(status);
            client.end(trailers);
        }
    }

    @Override
    public void broken() {
        if (!over) {
            lost();
            body.release();
            client.abort();
        }
    }

    @Override
    public void stored(StoredAnswer answer, String how, long now) {
        if (over) {
            return;
        }
        cache = how;
        Fields own = new Fields();
        for (int i = 0; i < answer.fields().size(); i += 2) {
            own.add(answer.fields().get(i), answer.fields().get(i + 1));
        }
        own.add("age", Long.toString(answer.ageSeconds(now)));
        if (entry != null) {
            entry.digest(body, admission.digest(), answer.body());
        }
        send(answer.status(), own(own), answer.body());
    }

    @Override
    public void exhausted(Exhausted why) {
        Rule matching = rule;
        FixedAnswer fixed =
                matching == null ? null : matching.config().onExhausted().orElse(null);
        boolean failed = why != Exhausted.NOT_CACHED;
        if (fixed != null && failed) {
            route.metrics().degraded();
            answer(fixed.status(), fixed.contentType(), fixed.body().getBytes(StandardCharsets.UTF_8));
            return;
        }
        Problem problem = Problem.of(why);
        refuse(problem, "", problem.status() == 429 || problem.status() == 503 ? SECOND : 0);
    }

    void refuse(Problem problem, String why) {
        refuse(problem, why, 0);
    }

    /** An error of the router; {@code why} is for the audit log alone. */
    void refuse(Problem problem, String why, long retryNanos) {
        if (over) {
            return;
        }
        refused = why;
        if (!why.isEmpty()) {
            route.metrics().refused(problem.reason());
        }
        long seconds = retryNanos <= 0 ? 0 : (retryNanos + SECOND - 1) / SECOND;
        Fields own = new Fields().add("content-type", "application/problem+json");
        if (seconds > 0) {
            own.add("retry-after", Long.toString(seconds));
        }
        send(problem.status(), own(own), problem.json(seconds));
    }

    /** An answer of the router. */
    void answer(int code, String type, byte[] content) {
        send(code, own(new Fields().add("content-type", type)), content);
    }

    @Override
    public boolean isWritable() {
        return client.writable();
    }

    private void send(int code, @Nullable Fields own, byte[] content) {
        if (over) {
            return;
        }
        finish(code);
        client.answer(code, null, own, content.length);
        client.data(Unpooled.wrappedBuffer(content));
        client.end(null);
    }

    private @Nullable Fields own(@Nullable Fields given) {
        Fields fields = given;
        if (!cache.isEmpty()) {
            fields = fields == null ? new Fields() : fields;
            fields.add("cache-status", cache);
        }
        Inquiry asked = inquiry;
        if (explain && asked != null) {
            fields = fields == null ? new Fields() : fields;
            Rule matching = rule;
            fields.add("x-route-explain", "rule " + (matching == null ? -1 : matching.index()) + ": " + asked.trail());
        }
        return fields;
    }

    /** Nobody gets the answer whole. */
    void lost() {
        over = true;
        route.metrics().aborted();
        record(499);
    }

    private void finish(int code) {
        over = true;
        body.release();
        route.metrics().answered(code, System.nanoTime() - arrived, upstreamNanos);
        record(code);
    }

    private void record(int code) {
        if (entry != null) {
            entry.write(recordOf(entry, code));
        }
    }

    private AuditRecord recordOf(AuditEntry known, int code) {
        Target from = target;
        Rule matching = rule;
        Inquiry asked = inquiry;
        return new AuditRecord(
                System.currentTimeMillis(),
                requestId(),
                admission.principal().id(),
                client.peer(),
                client.head().method(),
                client.head().path(),
                route.config().route(),
                route.config().generation(),
                matching == null ? -1 : matching.index(),
                asked == null ? "" : asked.trail(),
                from == null ? "" : from.name(),
                from == null ? "" : from.config().version(),
                unit,
                cache,
                from == null ? 0 : from.cost((double) upstreamNanos),
                code,
                (System.nanoTime() - arrived) / 1000,
                known.inputDigest(),
                known.outputDigest(),
                refused);
    }
}
