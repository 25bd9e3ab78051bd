package dev.slipway.router.proxy;

import dev.slipway.router.auth.Principal;
import dev.slipway.router.cache.StoredAnswer;
import dev.slipway.router.targets.Target;
import dev.slipway.router.wire.Head;
import dev.slipway.workload.json.JsonTree;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Many questions in one request. Each goes its own way, through cache and targets, and has a status of its own; the answers
 * come in the order of the questions. So many are out at once that a batch does not push everybody else aside.
 */
final class Batch {
    private static final int MOST = 1000;
    private static final int AT_ONCE = 32;

    private final Route route;
    private final Head head;
    private final Rule rule;
    private final Principal principal;
    private final String requestId;
    private final long deadline;
    private final int level;
    private final Consumer<byte[]> done;
    private final List<Item> items = new ArrayList<>();
    private final Deque<Item> waiting = new ArrayDeque<>();
    private int out;
    private int left;
    private boolean cancelled;
    private boolean starting;

    Batch(
            Route route,
            Head head,
            Rule rule,
            Principal principal,
            String requestId,
            long deadline,
            int level,
            Consumer<byte[]> done) {
        this.route = route;
        this.head = head;
        this.rule = rule;
        this.principal = principal;
        this.requestId = requestId;
        this.deadline = deadline;
        this.level = level;
        this.done = done;
    }

    /** Reads the questions; the exception's message is for the caller. */
    void read(byte[] body, String usualModel) throws IOException {
        if (!(JsonTree.read(body) instanceof Map<?, ?> document) || !(document.get("items") instanceof List<?> list)) {
            throw new IOException("The body must be an object with a list of items.");
        }
        if (list.isEmpty() || list.size() > MOST) {
            throw new IOException("A batch has 1 to " + MOST + " items; this one has " + list.size() + ".");
        }
        String model = document.get("model") instanceof String name ? name : usualModel;
        for (Object question : list) {
            Object id = question instanceof Map<?, ?> map ? map.get("id") : null;
            Item item = new Item(id);
            try {
                item.request = InferenceRequest.of(unnamed(question), model);
            } catch (IOException e) {
                item.problem(Problem.badRequest(String.valueOf(e.getMessage())));
            }
            items.add(item);
        }
    }

    /** The question without its name in the batch, so that equal questions are equal. */
    private static Object unnamed(Object question) {
        if (!(question instanceof Map<?, ?> map)) {
            return question;
        }
        Map<Object, Object> fields = new LinkedHashMap<>(map);
        fields.remove("id");
        return fields;
    }

    void start() {
        left = (int) items.stream().filter(item -> item.request != null).count();
        items.stream().filter(item -> item.request != null).forEach(waiting::add);
        next();
    }

    private void next() {
        if (starting) {
            return;
        }
        starting = true;
        while (!cancelled && out < AT_ONCE && !waiting.isEmpty()) {
            out++;
            waiting.removeFirst().ask();
        }
        starting = false;
        if (left == 0 && !cancelled) {
            cancelled = true;
            finish();
        }
    }

    private void finish() {
        List<Object> answers = new ArrayList<>();
        items.forEach(item -> answers.add(item.answer()));
        try {
            done.accept(JsonTree.write(Map.of("items", answers)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    void cancel() {
        cancelled = true;
        items.forEach(Item::cancel);
    }

    /** One question. */
    private final class Item implements Answering {
        private final @Nullable Object id;
        private @Nullable InferenceRequest request;
        private @Nullable Inquiry inquiry;
        private @Nullable Object output;
        private String target = "";
        private String cache = "miss";
        private int status;
        private boolean over;

        Item(@Nullable Object id) {
            this.id = id;
        }

        void ask() {
            InferenceRequest wanted = request;
            if (wanted == null) {
                return;
            }
            RequestBody body = new RequestBody(wanted.body());
            long own = wanted.deadlineMillis() * 1_000_000;
            Call call = new Call(
                    head,
                    wanted.path(),
                    0,
                    wanted.path().length,
                    body,
                    requestId,
                    true,
                    false,
                    own > 0 ? Math.min(deadline, System.nanoTime() + own) : deadline,
                    true,
                    level,
                    wanted.cacheable());
            Inquiry made = new Inquiry(
                    route, new Asked(call, rule, principal, Units.of(route, rule, head, wanted.body()), false), this);
            inquiry = made;
            made.ask();
        }

        void cancel() {
            Inquiry known = inquiry;
            if (known != null && !over) {
                over = true;
                known.cancel();
            }
        }

        private void over(int code) {
            if (over) {
                return;
            }
            over = true;
            status = code;
            out--;
            left--;
            next();
        }

        void problem(Problem problem) {
            status = problem.status();
            output = Map.of("reason", problem.reason(), "detail", problem.detail());
        }

        private void body(byte[] bytes) {
            try {
                output = JsonTree.read(bytes);
            } catch (IOException e) {
                output = new String(bytes, StandardCharsets.UTF_8);
            }
        }

        Map<String, Object> answer() {
            Map<String, Object> answer = new LinkedHashMap<>();
            Object known = id;
            if (known != null) {
                answer.put("id", known);
            }
            answer.put("status", status);
            Object said = output;
            if (said != null) {
                answer.put("output", said);
            }
            if (!target.isEmpty()) {
                answer.put("target", target);
                answer.put("cache", cache);
            }
            return answer;
        }

        @Override
        public void stored(StoredAnswer answer, String how, long now) {
            target = answer.target();
            cache = how.contains("collapsed") ? "collapsed" : how.contains("stale") ? "stale" : "hit";
            body(answer.body());
            over(answer.status());
        }

        @Override
        public void whole(Target from, int code, Head answer, Pieces pieces, @Nullable Head trailers) {
            target = from.name();
            body(pieces.bytes());
            over(code);
        }

        @Override
        public void begin(Target from, int code, Head answer) {
            // Too long to stand in a list beside others.
            problem(new Problem(502, "AnswerTooLong", "The answer is too long for a batch."));
            Inquiry known = inquiry;
            if (known != null) {
                known.cancel();
            }
            over(502);
        }

        @Override
        public void piece(ByteBuf piece) {
            piece.release();
        }

        @Override
        public void end(@Nullable Head trailers) {
            over(status);
        }

        @Override
        public void broken() {
            over(502);
        }

        @Override
        public void exhausted(Exhausted why) {
            Problem problem = Problem.of(why);
            problem(problem);
            over(problem.status());
        }

        @Override
        public boolean isWritable() {
            return true;
        }
    }
}
