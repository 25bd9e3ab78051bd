package dev.slipway.router.proxy;

import dev.slipway.router.config.RouterConfig;
import dev.slipway.router.config.RouterConfig.EnrichConfig;
import dev.slipway.router.config.RouterConfig.OnMissing;
import dev.slipway.router.json.Features;
import dev.slipway.router.json.Pointers;
import dev.slipway.router.targets.Target;
import dev.slipway.router.wire.Head;
import dev.slipway.router.wire.MalformedException;
import dev.slipway.workload.json.JsonTree;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Adds features to requests: one question to a feature server for each part of the configuration, within its budget. */
final class Enriching {
    private static final double SHARE = 0.3;

    private final Route route;
    private final List<EnrichConfig> configs;
    private final List<Target> servers = new ArrayList<>();

    Enriching(Route route, RouterConfig config) {
        this.route = route;
        this.configs = config.enrich();
        for (int i = 0; i < configs.size(); i++) {
            servers.add(route.targets().get(RouterConfig.FEATURES + i));
        }
    }

    /** Changes the body of the call; then says whether it may go on. */
    Run enrich(Call call, Consumer<Boolean> then) {
        Run run = new Run(call, then);
        run.next();
        return run;
    }

    /** One request. */
    final class Run implements Delivery {
        private final Call call;
        private final Consumer<Boolean> then;
        private final Map<String, Object> features = new LinkedHashMap<>();
        private final byte[] original;
        private @Nullable Dispatch dispatch;
        private int index;
        private boolean cancelled;

        Run(Call call, Consumer<Boolean> then) {
            this.call = call;
            this.then = then;
            this.original = call.body().bytes();
        }

        void next() {
            if (index == configs.size()) {
                finish();
                return;
            }
            EnrichConfig config = configs.get(index);
            String key = Pointers.scalar(original, config.entityPointer());
            if (key == null) {
                missing(config);
                return;
            }
            RequestBody body = new RequestBody(Features.question(config.references(), config.entity(), key));
            long now = System.nanoTime();
            long budget = Math.min(config.budgetNanos(), (long) ((call.deadline() - now) * SHARE));
            Head head = head();
            Call question = new Call(
                    head,
                    head.bytes(),
                    head.targetStart(),
                    head.targetEnd(),
                    body,
                    call.requestId(),
                    true,
                    false,
                    now + budget,
                    true,
                    0,
                    false);
            Chain chain = new Chain();
            chain.add(servers.get(index), Decision.FEATURES);
            Dispatch made = new Dispatch(route, question, chain, this, route.featureEffort());
            dispatch = made;
            made.start(now);
        }

        private Head head() {
            Head head = new Head();
            head.request("POST", "/get-online-features");
            try {
                head.add("content-type", "application/json");
            } catch (MalformedException e) {
                throw new IllegalStateException(e);
            }
            return head;
        }

        private void missing(EnrichConfig config) {
            if (config.onMissing() == OnMissing.Fail) {
                tell(false);
                return;
            }
            if (config.onMissing() == OnMissing.Default) {
                config.references()
                        .forEach(reference -> features.putIfAbsent(
                                reference.substring(reference.indexOf(':') + 1), JsonTree.Absent.NULL));
            }
            index++;
            next();
        }

        @Override
        public void whole(Target target, int status, Head head, Pieces pieces, @Nullable Head trailers) {
            EnrichConfig config = configs.get(index);
            try {
                Map<String, Object> values =
                        status == 200 ? Features.values(pieces.bytes(), config.references()) : Map.of();
                boolean whole =
                        values.size() == config.references().size() && !values.containsValue(JsonTree.Absent.NULL);
                if (values.isEmpty() || (!whole && config.onMissing() == OnMissing.Fail)) {
                    missing(config);
                    return;
                }
                values.forEach((name, value) -> {
                    if (value != JsonTree.Absent.NULL || config.onMissing() == OnMissing.Default) {
                        features.put(name, value);
                    }
                });
                index++;
                next();
            } catch (IOException e) {
                missing(config);
            }
        }

        private void finish() {
            try {
                if (!features.isEmpty()) {
                    call.body().replace(Features.into(original, features));
                }
                tell(true);
            } catch (IOException e) {
                // The request is of another form: its target says what it thinks of it.
                tell(true);
            }
        }

        private void tell(boolean found) {
            if (!cancelled) {
                then.accept(found);
            }
        }

        void cancel() {
            cancelled = true;
            Dispatch running = dispatch;
            if (running != null) {
                running.cancel();
            }
        }

        @Override
        public void begin(Target target, int status, Head head) {
            // Longer than an answer of a feature server can be: it is not read.
            cancelStream();
        }

        private void cancelStream() {
            Dispatch running = dispatch;
            if (running != null) {
                running.cancel();
            }
            missing(configs.get(index));
        }

        @Override
        public void piece(ByteBuf piece) {
            piece.release();
        }

        @Override
        public void end(@Nullable Head trailers) {
            // Told already.
        }

        @Override
        public void broken() {
            // Told already.
        }

        @Override
        public void exhausted(Exhausted why) {
            missing(configs.get(index));
        }

        @Override
        public boolean isWritable() {
            return true;
        }
    }
}
