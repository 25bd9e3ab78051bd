package dev.slipway.modelserver.enrichment;

import dev.slipway.modelserver.config.FeaturesConfig;
import dev.slipway.modelserver.inference.FailureCode;
import dev.slipway.modelserver.inference.InferenceFailure;
import dev.slipway.modelserver.inference.InferenceService.Pending;
import dev.slipway.workload.features.OnlineAnswer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The requests of one event loop that want features. What comes while calls are on their way leaves with the next one, in one
 * question: nothing waits for others to come, and under load the server is asked seldom. Each request has its own budget.
 */
final class FeatureLine {
    private static final int MOST_CALLS = 2;
    private static final int MOST_ROWS = 256;

    private final Vertx vertx;
    private final FeaturesConfig features;
    private final FeatureMetrics metrics;
    private final FeatureCall call;
    private final Deque<Waiting> line = new ArrayDeque<>();
    private int calls;

    /** Hears the features of a request: they begin at a row of the answer. */
    @FunctionalInterface
    interface Found {
        void found(OnlineAnswer answer, int first);
    }

    FeatureLine(Vertx vertx, FeaturesConfig features, FeatureMetrics metrics) {
        this.vertx = vertx;
        this.features = features;
        this.metrics = metrics;
        this.call = new FeatureCall(vertx, features);
    }

    /** Asks about nobody: resolves the name, connects, and is answered with whatever it may be. */
    void open() {
        Map<String, List<Object>> nobody = new LinkedHashMap<>();
        features.entityKeys().forEach(key -> nobody.put(key, List.of()));
        call.ask(features.question().about(nobody), answered -> {});
    }

    private final class Waiting implements Pending {
        private final EntityRequest request;
        private final Found found;
        private final Consumer<InferenceFailure> failed;
        private final long timer = vertx.setTimer(features.budget().toMillis(), fired -> fail(tooLate()));
        private boolean over;

        Waiting(EntityRequest request, Found found, Consumer<InferenceFailure> failed) {
            this.request = request;
            this.found = found;
            this.failed = failed;
        }

        /** Whether it was not over before. */
        private boolean end() {
            boolean first = !over;
            over = true;
            vertx.cancelTimer(timer);
            return first;
        }

        void fail(InferenceFailure failure) {
            if (end()) {
                failed.accept(failure);
            }
        }

        @Override
        public void cancel() {
            end();
        }
    }

    Pending ask(EntityRequest request, Found found, Consumer<InferenceFailure> failed) {
        Waiting waiting = new Waiting(request, found, failed);
        line.add(waiting);
        send();
        return waiting;
    }

    private void send() {
        while (calls < MOST_CALLS && !line.isEmpty()) {
            List<Waiting> together = new ArrayList<>();
            int rows = 0;
            while (!line.isEmpty()
                    && (together.isEmpty() || rows + line.peek().request.count() <= MOST_ROWS)) {
                Waiting next = line.remove();
                if (!next.over) {
                    together.add(next);
                    rows += next.request.count();
                }
            }
            if (!together.isEmpty()) {
                call(together, rows);
            }
        }
    }

    private void call(List<Waiting> together, int rows) {
        calls++;
        metrics.called();
        call.ask(features.question().about(entities(together)), outcome -> {
            calls--;
            switch (outcome) {
                case FeatureCall.Outcome.Answered answered ->
                    answer(together, answered.body().getBytes(), rows);
                case FeatureCall.Outcome.Refused refused
                when together.size() > 1 ->
                    together.stream().filter(one -> !one.over).forEach(one -> call(List.of(one), one.request.count()));
                case FeatureCall.Outcome.Refused refused -> together.getFirst().fail(refused.failure());
                case FeatureCall.Outcome.Failed failed -> together.forEach(one -> one.fail(failed.failure()));
            }
            send();
        });
    }

    private static Map<String, List<Object>> entities(List<Waiting> together) {
        Map<String, List<Object>> all = new LinkedHashMap<>();
        for (Waiting one : together) {
            one.request
                    .entities()
                    .forEach((key, values) ->
                            all.computeIfAbsent(key, k -> new ArrayList<>()).addAll(values));
        }
        return all;
    }

    private void answer(List<Waiting> together, byte[] body, int rows) {
        OnlineAnswer answer;
        try {
            answer = OnlineAnswer.read(body, features.question().names(), rows);
        } catch (IOException e) {
            InferenceFailure unusable = InferenceFailure.of(
                    FailureCode.UNAVAILABLE,
                    "%s answers as no feature server does: %s.".formatted(features.server(), e.getMessage()));
            together.forEach(one -> one.fail(unusable));
            return;
        }
        int first = 0;
        for (Waiting one : together) {
            if (one.end()) {
                one.found.found(answer, first);
            }
            first += one.request.count();
        }
    }

    private InferenceFailure tooLate() {
        return InferenceFailure.of(
                FailureCode.DEADLINE_EXCEEDED,
                "The feature server %s did not answer within %d ms."
                        .formatted(features.server(), features.budget().toMillis()));
    }
}
