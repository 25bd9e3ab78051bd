package dev.slipway.modelserver.http;

import dev.slipway.modelserver.failure.FailureException;
import dev.slipway.modelserver.failure.Reason;
import dev.slipway.modelserver.metrics.FailureKind;
import dev.slipway.modelserver.metrics.ModelMetrics;
import dev.slipway.modelserver.onnx.OnnxModel;
import dev.slipway.modelserver.onnx.ScratchPool;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A model that has answered requests made from its own signature, through the same code that will answer clients.
 *
 * @param model the model
 * @param pool the memory of requests
 * @param placement where its requests run, from the measured cost
 * @param nanosPerRun the median of the measured runs
 * @param example a V2 request that works
 */
public record WarmModel(OnnxModel model, ScratchPool pool, Placement placement, long nanosPerRun, String example) {

    /** Runs the model often enough that a first client does not pay for it. */
    public static WarmModel warm(String name, OnnxModel model, int requests) throws FailureException {
        ScratchPool pool = new ScratchPool();
        V2Protocol protocol = new V2Protocol(name, model, pool);
        Inference inference = new Inference(model, new ModelMetrics());
        String example = workingExample(protocol, inference, model);
        byte[] body = example.getBytes(StandardCharsets.UTF_8);
        long[] nanos = new long[requests];
        long elements = 1;
        for (int i = 0; i < requests; i++) {
            if (inference.decode(protocol, body) instanceof Inference.Decoded.Ready ready) {
                elements = ready.call().elementCount();
                long start = System.nanoTime();
                inference.execute(protocol, ready.call());
                nanos[i] = System.nanoTime() - start;
            }
        }
        long[] later = Arrays.copyOfRange(nanos, requests / 2, requests);
        Arrays.sort(later);
        long median = later[later.length / 2];
        return new WarmModel(model, pool, new Placement(median, elements), median, example);
    }

    /** Zeros, or ones for a model that cannot run on zeros. */
    private static String workingExample(Protocol protocol, Inference inference, OnnxModel model)
            throws FailureException {
        String cause = "";
        for (int value = 0; value <= 1; value++) {
            String example = SignatureExample.v2(model.signature(), value);
            Answer answer = run(protocol, inference, example);
            // A 500 says that the model ran and gave NaN or an infinity, which only other inputs will tell apart.
            if (answer.failure().isEmpty() || answer.status() == 500) {
                return example;
            }
            cause = cause.isEmpty() ? new String(answer.body().bytes(), StandardCharsets.UTF_8) : cause;
        }
        throw new FailureException(
                Reason.WarmupFailed,
                "The model fails on an input of zeros made from its signature: "
                        + cause.replaceFirst("^\\{\"error\":\"(.*)\"}$", "$1"));
    }

    private static Answer run(Protocol protocol, Inference inference, String example) {
        return switch (inference.decode(protocol, example.getBytes(StandardCharsets.UTF_8))) {
            case Inference.Decoded.Refused refused ->
                Answer.error(refused.answer().status(), FailureKind.BACKEND, text(refused.answer()));
            case Inference.Decoded.Ready ready -> inference.execute(protocol, ready.call());
        };
    }

    private static String text(Answer answer) {
        return new String(answer.body().bytes(), StandardCharsets.UTF_8);
    }
}
