package dev.slipway.modelserver.enrichment;

import dev.slipway.modelserver.config.FeaturesConfig;
import dev.slipway.modelserver.inference.InferenceFailure;
import dev.slipway.modelserver.inference.InferenceService.Pending;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.workload.memory.Room;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Completes requests that name an entity with its features. */
public final class Enrichment {
    private final FeaturesConfig features;
    private final FeatureInputs inputs;
    private final FeatureMetrics metrics;
    private final ThreadLocal<FeatureLine> lines;

    /** Completion for one model; calls are made by the event loop that asks. */
    public Enrichment(Vertx vertx, FeaturesConfig features, FeatureInputs inputs, FeatureMetrics metrics) {
        this.features = features;
        this.inputs = inputs;
        this.metrics = metrics;
        this.lines = ThreadLocal.withInitial(() -> new FeatureLine(vertx, features, metrics));
    }

    /** Opens the way to the feature server, on the event loop that calls, so that its first request does not have to. */
    public void open() {
        lines.get().open();
    }

    /** The request that a body is, if it names an entity; what is read of a large one is added to its room. Runs anywhere. */
    public Optional<EntityRequest> read(byte[] body, RequestForm form, Supplier<Room> room) throws RequestException {
        return EntityRequest.read(body, form, features, inputs, room);
    }

    /**
     * Gets what the request lacks and tells the completed body, or why there is none, once. Runs on an event loop, as does
     * what is told.
     *
     * @return by which the caller can give up
     */
    public Pending complete(EntityRequest request, Consumer<byte[]> completed, Consumer<InferenceFailure> failed) {
        long start = System.nanoTime();
        Consumer<InferenceFailure> counted = failure -> {
            metrics.failed();
            failed.accept(failure);
        };
        try {
            if (request.isComplete()) {
                completed.accept(request.completed());
                return Pending.DONE;
            }
        } catch (RequestException e) {
            counted.accept(e.failure());
            return Pending.DONE;
        }
        return lines.get()
                .ask(
                        request,
                        (answer, first) -> {
                            metrics.waited(System.nanoTime() - start);
                            try {
                                completed.accept(request.with(answer, first));
                            } catch (RequestException e) {
                                counted.accept(e.failure());
                            }
                        },
                        counted);
    }
}
