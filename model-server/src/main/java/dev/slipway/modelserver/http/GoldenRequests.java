package dev.slipway.modelserver.http;

import dev.slipway.modelserver.config.ModelServerConfig;
import dev.slipway.modelserver.config.ServingConfig.Golden;
import dev.slipway.modelserver.failure.Reason;
import dev.slipway.modelserver.inference.InferenceFailure;
import dev.slipway.modelserver.inference.InferenceRequest;
import dev.slipway.modelserver.inference.InferenceService;
import dev.slipway.modelserver.inference.InferenceService.Completion;
import dev.slipway.modelserver.inference.WarmModel;
import dev.slipway.modelserver.json.NonFinite;
import dev.slipway.modelserver.metrics.ModelMetrics;
import dev.slipway.modelserver.onnx.InferenceResult;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.json.JsonDocument;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Requests with known answers: a server is ready only when it gives them. In the directory, {@code NAME.request.json} holds
 * the body of a V2 request and {@code NAME.response.json} the body of its answer, of which the outputs are compared.
 */
public final class GoldenRequests {
    private static final String REQUEST = ".request.json";

    private final Codec codec;
    private final InferenceService service;
    private final double tolerance;

    private GoldenRequests(Codec codec, InferenceService service, double tolerance) {
        this.codec = codec;
        this.service = service;
        this.tolerance = tolerance;
    }

    /** Runs all of them; how many there were. */
    public static int check(Golden golden, ModelServerConfig config, WarmModel warm, InferenceService service)
            throws FailureException {
        GoldenRequests requests = new GoldenRequests(codec(config, warm), service, golden.tolerance());
        List<Path> files = files(Path.of(golden.directory()));
        for (Path file : files) {
            requests.check(file);
        }
        return files.size();
    }

    private static Codec codec(ModelServerConfig config, WarmModel warm) {
        V2Protocol protocol = new V2Protocol(
                config.name(), warm.model().signature(), config.model().signature(), warm.pool());
        return new Codec(protocol, new ModelMetrics());
    }

    /** The requests alone; the caller closes them. */
    public static List<InferenceRequest> requests(Golden golden, ModelServerConfig config, WarmModel warm)
            throws FailureException {
        Codec codec = codec(config, warm);
        List<InferenceRequest> requests = new ArrayList<>();
        for (Path file : files(Path.of(golden.directory()))) {
            String name = String.valueOf(file.getFileName()).replace(REQUEST, "");
            try {
                switch (codec.decode(new RequestBody(Files.readAllBytes(file), HttpHeaders.headers()))) {
                    case Codec.Decoded.Refused refused -> throw mismatch(name, refused.failure());
                    case Codec.Decoded.Ready ready -> requests.add(ready.call().request());
                }
            } catch (IOException e) {
                throw new FailureException(
                        CommonReason.InvalidConfig, "The golden request '%s' cannot be read.".formatted(name), e);
            }
        }
        return requests;
    }

    private static List<Path> files(Path directory) throws FailureException {
        try (Stream<Path> all = Files.list(directory)) {
            List<Path> requests = all.filter(file -> file.toString().endsWith(REQUEST))
                    .sorted()
                    .toList();
            if (requests.isEmpty()) {
                throw new FailureException(
                        CommonReason.InvalidConfig,
                        "The golden ConfigMap has no key that ends in '%s'.".formatted(REQUEST));
            }
            return requests;
        } catch (IOException e) {
            throw new FailureException(
                    CommonReason.ReferenceNotFound, "The golden requests are not at %s.".formatted(directory), e);
        }
    }

    private void check(Path request) throws FailureException {
        String name = String.valueOf(request.getFileName()).replace(REQUEST, "");
        Path response = request.resolveSibling(name + ".response.json");
        try {
            Object expected = JsonDocument.read(Files.readAllBytes(response));
            byte[] answer = answer(name, Files.readAllBytes(request));
            GoldenAnswer.compare(name, expected, JsonDocument.read(answer), tolerance);
        } catch (IOException e) {
            throw new FailureException(
                    CommonReason.InvalidConfig,
                    "The golden request '%s' has no '%s.response.json' of JSON beside it.".formatted(name, name),
                    e);
        }
    }

    private byte[] answer(String name, byte[] body) throws FailureException {
        return switch (codec.decode(new RequestBody(body, HttpHeaders.headers()))) {
            case Codec.Decoded.Refused refused -> throw mismatch(name, refused.failure());
            case Codec.Decoded.Ready ready -> {
                CompletableFuture<Answer> answer = new CompletableFuture<>();
                service.infer(ready.call().request(), new Completion() {
                    @Override
                    public void succeeded(InferenceResult result) {
                        answer.complete(codec.encode(ready.call(), result, NonFinite.REFUSED));
                    }

                    @Override
                    public void failed(InferenceFailure failure) {
                        answer.complete(Answer.of(failure));
                    }
                });
                Answer told = answer.join();
                if (told.failure().isPresent()) {
                    throw mismatch(name, told.failure().get());
                }
                yield told.encoded().body().getBytes();
            }
        };
    }

    private static FailureException mismatch(String name, InferenceFailure failure) {
        return new FailureException(
                Reason.GoldenMismatch, "Golden request '%s' is refused: %s".formatted(name, failure.message()));
    }
}
