package dev.slipway.router.proxy;

import dev.slipway.router.auth.Signatures;
import dev.slipway.router.net.ClientStream;
import dev.slipway.router.net.UpstreamStream;
import dev.slipway.router.wire.FieldKind;
import dev.slipway.router.wire.Head;
import dev.slipway.router.wire.HeadWriter;
import dev.slipway.workload.json.JsonTree;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One request of a client, from its head to the end of its answer. */
final class Exchange implements ClientStream.Receiver, RequestBody.Source {
    private static final byte[] GRPC = HeadWriter.ascii("application/grpc");

    private final Route route;
    private final ClientStream client;
    private final Head head;
    private final RequestBody body = new RequestBody(this);
    private final Reply reply;
    private final RecordRoom room;
    private final boolean grpc;
    private Gate.Admission admission;
    private @Nullable OwnEndpoint own;
    private @Nullable Rule rule;
    private @Nullable Inquiry inquiry;
    private @Nullable Batch batch;

    Exchange(Route route, ClientStream client) {
        this.route = route;
        this.client = client;
        this.head = client.head();
        int type = head.find(FieldKind.CONTENT_TYPE);
        this.grpc = client.http2() && type >= 0 && head.valueBegins(type, GRPC);
        this.reply = new Reply(route, client, body);
        this.room = new RecordRoom(route, reply, this::roomFound);
        this.admission = Gate.OPEN;
    }

    void start() {
        if (!PathCheck.plain(head)) {
            reply.refuse(Problem.badRequest("The path has segments or characters that are not allowed."), "path");
            return;
        }
        if (room.found()) {
            admit();
        } else if (room.waiting()) {
            client.pause(true);
        }
    }

    private void roomFound() {
        client.pause(false);
        admit();
        if (!reply.over() && inquiry == null && body.isComplete()) {
            whole();
        }
    }

    private void admit() {
        admission = route.gate().admit(client, reply.arrived(), System.currentTimeMillis() / 1000);
        reply.admitted(admission);
        Problem problem = admission.problem();
        if (problem != null) {
            reply.refuse(problem, admission.why(), admission.retryNanos());
            return;
        }
        own = OwnEndpoint.of(head);
        rule = route.rule(head);
        if (head.contentLength() > route.config().maxBody()) {
            reply.refuse(Problem.bodyTooLong(route.config().maxBody()), "body");
            return;
        }
        OwnEndpoint wanted = own;
        if (wanted != null && !wanted.allows(head)) {
            reply.refuse(new Problem(405, "MethodNotAllowed", "This path is asked in another way."), "method");
            return;
        }
        Rule matching = rule;
        if (matching == null && wanted != OwnEndpoint.STATUS && wanted != OwnEndpoint.CLEAR) {
            reply.refuse(new Problem(404, "NoRoute", "No rule of this route matches the request."), "rule");
            return;
        }
        client.proceed();
        // Calls of gRPC may wait for an answer before they end; a long body need not be here as a whole.
        boolean lengthy = grpc || RequestBody.tooLong(head.contentLength());
        if (matching != null && lengthy && !needsWholeBody(matching)) {
            ask(matching);
        }
    }

    private boolean needsWholeBody(Rule matching) {
        return own != null
                || matching.needsBody()
                || admission.digest().length > 0
                || (route.enriching() != null && !grpc);
    }

    @Override
    public void data(ByteBuf piece) {
        if (reply.over()) {
            piece.release();
            return;
        }
        if (body.size() + piece.readableBytes() > route.config().maxBody()) {
            piece.release();
            cancel();
            reply.refuse(Problem.bodyTooLong(route.config().maxBody()), "body");
            return;
        }
        Inquiry asked = inquiry;
        if (asked == null) {
            body.add(piece);
            Rule known = rule;
            if (RequestBody.tooLong(body.size()) && known != null && !needsWholeBody(known)) {
                ask(known);
            }
            return;
        }
        UpstreamStream stream = stream(asked);
        if (stream != null) {
            stream.data(piece.retainedDuplicate());
        }
        body.add(piece);
        body.flow(client, stream);
    }

    private static @Nullable UpstreamStream stream(Inquiry asked) {
        Dispatch dispatch = asked.dispatched();
        return dispatch == null ? null : dispatch.sending();
    }

    @Override
    public void taken() {
        Inquiry asked = inquiry;
        if (!reply.over() && asked != null && !body.isComplete()) {
            body.flow(client, stream(asked));
        }
    }

    @Override
    public void end() {
        if (reply.over()) {
            return;
        }
        body.complete();
        Inquiry asked = inquiry;
        if (asked != null) {
            UpstreamStream stream = stream(asked);
            if (stream != null) {
                stream.end();
            }
            // Its last piece may have been one too many; what follows on the connection is to be read all the same.
            body.flow(client, stream);
        } else if (!room.waiting()) {
            whole();
        }
    }

    /** The body is here, and nobody was asked yet. */
    private void whole() {
        byte[] digest = admission.digest();
        if (digest.length > 0 && !Signatures.sameDigest(digest, body.bytes())) {
            reply.refuse(Problem.unauthorized(), "the body is not the one that was signed");
            return;
        }
        OwnEndpoint wanted = own;
        Rule matching = rule;
        if (wanted != null) {
            serve(wanted, matching);
        } else if (matching != null) {
            ask(matching);
        }
    }

    private void serve(OwnEndpoint wanted, @Nullable Rule matching) {
        switch (wanted) {
            case STATUS -> Administration.status(route, admission, reply);
            case CLEAR -> Administration.clear(route, admission, body.bytes(), reply);
            case INFERENCE -> {
                if (matching != null) {
                    inference(matching);
                }
            }
            case BATCH -> {
                if (matching != null) {
                    batch(matching);
                }
            }
        }
    }

    private void inference(Rule matching) {
        try {
            InferenceRequest request = InferenceRequest.of(JsonTree.read(body.bytes()), route.usualModel());
            byte[] original = body.bytes();
            body.replace(request.body());
            if (request.explain()) {
                reply.explain(admission);
            }
            long asked = request.deadlineMillis() > 0 ? request.deadlineMillis() * 1_000_000 : Deadlines.asked(head);
            ask(matching, request.path(), 0, request.path().length, asked, request.cacheable(), original);
        } catch (IOException e) {
            reply.refuse(Problem.badRequest(String.valueOf(e.getMessage())), "body");
        }
    }

    private void batch(Rule matching) {
        Batch made = new Batch(
                route,
                head,
                matching,
                admission.principal(),
                reply.requestId(),
                Deadlines.until(Deadlines.asked(head), route.config().deadlineNanos()),
                admission.level(head, route.config().limits().priorities()),
                answers -> reply.answer(200, "application/json", answers));
        try {
            made.read(body.bytes(), route.usualModel());
            batch = made;
            made.start();
        } catch (IOException e) {
            reply.refuse(Problem.badRequest(String.valueOf(e.getMessage())), "body");
        }
    }

    private void ask(Rule matching) {
        byte[] whole = matching.needsBody() && body.isComplete() ? body.bytes() : null;
        ask(matching, head.bytes(), head.targetStart(), head.targetEnd(), Deadlines.asked(head), true, whole);
    }

    private void ask(
            Rule matching,
            byte[] target,
            int from,
            int to,
            long asked,
            boolean cacheable,
            byte @Nullable [] wholeBody) {
        if (head.find(FieldKind.EXPLAIN) >= 0) {
            reply.explain(admission);
        }
        Call call = new Call(
                head,
                target,
                from,
                to,
                body,
                reply.requestId(),
                admission.usedCredentials(),
                grpc,
                Deadlines.until(asked, route.config().deadlineNanos()),
                asked > 0,
                admission.level(head, route.config().limits().priorities()),
                cacheable);
        long unit = Units.of(route, matching, head, wholeBody);
        reply.asked(matching, unit);
        Inquiry made =
                new Inquiry(route, new Asked(call, matching, admission.principal(), unit, reply.wantsTrail()), reply);
        inquiry = made;
        reply.inquiry(made);
        made.ask();
    }

    @Override
    public void gone() {
        if (!reply.over()) {
            room.cancel();
            reply.lost();
            cancel();
        }
    }

    private void cancel() {
        Inquiry asked = inquiry;
        if (asked != null) {
            asked.cancel();
        } else {
            body.release();
        }
        Batch many = batch;
        if (many != null) {
            many.cancel();
        }
    }

    @Override
    public void writable() {
        Inquiry asked = inquiry;
        Dispatch dispatch = asked == null ? null : asked.dispatched();
        if (dispatch != null) {
            dispatch.resume();
        }
    }
}
