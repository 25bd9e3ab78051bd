package dev.slipway.router.proxy;

import dev.slipway.router.config.RuleConfig;
import dev.slipway.router.net.ClientStream;
import dev.slipway.router.net.Fields;
import dev.slipway.router.net.UpstreamStream;
import dev.slipway.router.policy.split.XxHash64;
import dev.slipway.router.targets.Result;
import dev.slipway.router.targets.Target;
import dev.slipway.router.wire.FieldKind;
import dev.slipway.router.wire.Head;
import dev.slipway.router.wire.HeadWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One request of a client, from its head to the end of its answer. */
final class Exchange implements ClientStream.Receiver, Delivery {
    private static final int KEPT = 64 << 10;
    private static final byte[] GRPC = HeadWriter.ascii("application/grpc");

    private final Route route;
    private final ClientStream client;
    private final Head head;
    private final RequestBody body = new RequestBody();
    private final long arrived = System.nanoTime();
    private final boolean grpc;
    private @Nullable Rule rule;
    private @Nullable Dispatch dispatch;
    private long upstreamNanos;
    private int status;
    private boolean over;

    Exchange(Route route, ClientStream client) {
        this.route = route;
        this.client = client;
        this.head = client.head();
        int type = head.find(FieldKind.CONTENT_TYPE);
        this.grpc = client.http2() && type >= 0 && begins(head, type, GRPC);
        route.metrics().begin();
    }

    private static boolean begins(Head head, int field, byte[] prefix) {
        int start = head.valueStart(field);
        if (head.valueEnd(field) - start < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (head.bytes()[start + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    void start() {
        if (!PathCheck.plain(head)) {
            refuse(Problem.badRequest("The path has segments or characters that are not allowed."), 0);
            return;
        }
        Rule matching = route.rule(head);
        if (matching == null) {
            refuse(new Problem(404, "NoRoute", "No rule of this route matches the request."), 0);
            return;
        }
        rule = matching;
        if (head.contentLength() > route.config().maxBody()) {
            refuse(tooLong(), 0);
            return;
        }
        client.proceed();
        // Calls of gRPC may wait for an answer before they end; a long body need not be here as a whole.
        if (!matching.needsBody() && (grpc || head.contentLength() > KEPT)) {
            send(matching);
        }
    }

    private Problem tooLong() {
        return new Problem(
                413,
                "BodyTooLarge",
                "The body is longer than %d bytes.".formatted(route.config().maxBody()));
    }

    @Override
    public void data(ByteBuf piece) {
        if (over) {
            piece.release();
            return;
        }
        if (body.size() + piece.readableBytes() > route.config().maxBody()) {
            piece.release();
            refuse(tooLong(), 0);
            return;
        }
        Dispatch sending = dispatch;
        if (sending == null) {
            body.add(piece);
            Rule known = rule;
            if (body.size() > KEPT && known != null && !known.needsBody()) {
                send(known);
            }
            return;
        }
        UpstreamStream stream = sending.sending();
        if (stream != null) {
            stream.data(piece.retainedDuplicate());
        }
        body.add(piece);
        flow(stream);
    }

    /** Keeps the body while it is short; takes no more of it than the server does. */
    private void flow(@Nullable UpstreamStream stream) {
        if (stream != null && body.size() > KEPT) {
            body.release();
        }
        client.pause(!body.isComplete() && (stream == null ? body.size() > KEPT : !stream.writable()));
    }

    @Override
    public void sent() {
        Dispatch sending = dispatch;
        if (!over && sending != null) {
            flow(sending.sending());
        }
    }

    @Override
    public void end() {
        if (over) {
            return;
        }
        body.complete();
        Dispatch sending = dispatch;
        Rule known = rule;
        if (sending == null && known != null) {
            send(known);
        } else if (sending != null) {
            UpstreamStream stream = sending.sending();
            if (stream != null) {
                stream.end();
            }
        }
    }

    private void send(Rule matching) {
        long now = System.nanoTime();
        long asked = Deadlines.asked(head);
        long allowed = route.config().deadlineNanos();
        long deadline = now + (asked > 0 ? Math.min(asked, allowed) : allowed);
        Chain chain = new Chain();
        matching.chain(unit(matching), deadline - now, now, chain);
        Call call = new Call(
                head,
                head.bytes(),
                head.targetStart(),
                head.targetEnd(),
                body,
                requestId(),
                false,
                grpc,
                deadline,
                asked > 0,
                level());
        Dispatch made = new Dispatch(route, call, chain, this);
        dispatch = made;
        made.start(now);
    }

    private long unit(Rule matching) {
        RuleConfig.Sticky sticky = matching.config().sticky().orElse(null);
        if (sticky instanceof RuleConfig.Sticky.Header header) {
            int at = head.find(HeadWriter.ascii(header.name()));
            if (at >= 0) {
                int start = head.valueStart(at);
                return XxHash64.hash(head.bytes(), start, head.valueEnd(at) - start, route.salt());
            }
        }
        return route.random().nextLong();
    }

    private int level() {
        String wanted = route.priorities().classes() > 1 ? head.value(FieldKind.PRIORITY) : null;
        return wanted == null ? 0 : Math.max(0, route.config().limits().priorities().indexOf(wanted));
    }

    private String requestId() {
        String given = head.value(FieldKind.REQUEST_ID);
        return given != null && given.length() <= 128 ? given : Long.toHexString(route.random().nextLong());
    }

    @Override
    public void whole(Target target, int code, Head answer, Pieces pieces, @Nullable Head trailers) {
        if (over) {
            return;
        }
        finish(code);
        client.answer(code, answer, own(), answer.contentLength());
        pieces.take(client::data);
        client.end(trailers);
    }

    private @Nullable Fields own() {
        return null;
    }

    @Override
    public void begin(Target target, int code, Head answer) {
        status = code;
        client.answer(code, answer, own(), answer.contentLength());
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
            client.abort();
        }
    }

    @Override
    public void exhausted(Exhausted why) {
        if (over) {
            return;
        }
        RuleConfig.FixedAnswer fixed =
                rule == null ? null : rule.config().onExhausted().orElse(null);
        if (fixed != null) {
            answer(fixed.status(), fixed.contentType(), fixed.body().getBytes(StandardCharsets.UTF_8), null);
            return;
        }
        switch (why) {
            case DEADLINE ->
                refuse(new Problem(504, "DeadlineExceeded", "No target answered in the time allowed."), 0);
            case FAILED -> refuse(new Problem(502, "TargetsFailed", "No target gave an answer."), 0);
            case OVERLOADED ->
                refuse(new Problem(429, "Overloaded", "All targets have as much to do as they can."), 1);
            case NO_ENDPOINTS ->
                refuse(new Problem(503, "NoEndpoints", "No target has a server that is known."), 1);
        }
    }

    private void refuse(Problem problem, long retryAfterSeconds) {
        Fields own = new Fields();
        if (retryAfterSeconds > 0) {
            own.add("retry-after", Long.toString(retryAfterSeconds));
        }
        answer(problem.status(), "application/problem+json", problem.json(retryAfterSeconds), own);
    }

    private void answer(int code, String type, byte[] content, @Nullable Fields more) {
        if (over) {
            return;
        }
        finish(code);
        Fields own = more == null ? new Fields() : more;
        own.add("content-type", type);
        client.answer(code, null, own, content.length);
        client.data(Unpooled.wrappedBuffer(content));
        client.end(null);
    }

    @Override
    public void gone() {
        if (!over) {
            Dispatch sending = dispatch;
            lost();
            if (sending != null) {
                sending.cancel();
            }
        }
    }

    @Override
    public void writable() {
        Dispatch sending = dispatch;
        if (sending != null) {
            sending.resume();
        }
    }

    @Override
    public void attempted(Attempt attempt, Result result, long now) {
        upstreamNanos = now - attempt.began();
    }

    private void finish(int code) {
        over = true;
        body.release();
        route.metrics().answered(code, System.nanoTime() - arrived, upstreamNanos);
    }

    private void lost() {
        over = true;
        body.release();
        route.metrics().aborted();
    }

    @Override
    public boolean isWritable() {
        return client.writable();
    }
}
