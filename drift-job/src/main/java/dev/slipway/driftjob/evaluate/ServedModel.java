package dev.slipway.driftjob.evaluate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.driftjob.failure.Reason;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.json.JsonDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A model behind the Open Inference Protocol (V2, REST), asked in batches; a busy server (429, 503) is asked again. */
final class ServedModel implements Model {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int ATTEMPTS = 5;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final String base;
    private final String name;
    private final List<Spec> inputs;

    ServedModel(String url, String model) throws FailureException {
        this.base = url + "/v2/models/" + model;
        this.name = model;
        this.inputs = specs(ask(HttpRequest.newBuilder(uri(base)).GET()));
    }

    private static URI uri(String text) throws FailureException {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new FailureException(CommonReason.ArtifactUnavailable, "%s is no address.".formatted(text), e);
        }
    }

    private List<Spec> specs(Map<?, ?> metadata) throws FailureException {
        List<Spec> specs = new ArrayList<>();
        if (metadata.get("inputs") instanceof List<?> list) {
            for (Object entry : list) {
                if (entry instanceof Map<?, ?> input
                        && input.get("name") instanceof String input1
                        && input.get("datatype") instanceof String type
                        && input.get("shape") instanceof List<?> shape) {
                    specs.add(new Spec(input1, type, shape(shape)));
                }
            }
        }
        if (specs.isEmpty()) {
            throw unavailable("says nothing about its inputs");
        }
        return specs;
    }

    private static long[] shape(List<?> shape) {
        return shape.stream().mapToLong(d -> ((Number) d).longValue()).toArray();
    }

    private FailureException unavailable(String what) {
        return new FailureException(CommonReason.ArtifactUnavailable, "The server at %s %s.".formatted(base, what));
    }

    private Map<?, ?> ask(HttpRequest.Builder request) throws FailureException {
        try {
            for (int attempt = 1; ; attempt++) {
                HttpResponse<byte[]> answer =
                        client.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofByteArray());
                boolean busy = answer.statusCode() == 429 || answer.statusCode() == 503;
                if (busy && attempt < ATTEMPTS) {
                    Thread.sleep(200L << attempt);
                } else if (answer.statusCode() == 404) {
                    throw new FailureException(
                            CommonReason.ArtifactNotFound, "The server at %s has no model %s.".formatted(base, name));
                } else if (answer.statusCode() != 200) {
                    throw unavailable("answered " + answer.statusCode());
                } else if (JsonDocument.read(answer.body()) instanceof Map<?, ?> map) {
                    return map;
                } else {
                    throw unavailable("answered something that is no JSON object");
                }
            }
        } catch (IOException e) {
            throw unavailable("cannot be asked: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("was not waited for");
        }
    }

    @Override
    public List<Spec> inputs() {
        return inputs;
    }

    @Override
    public Identity identity() {
        return new Identity(base, "", "");
    }

    @Override
    public List<Tensor> run(List<Tensor> tensors) throws FailureException {
        Map<?, ?> answer = ask(HttpRequest.newBuilder(uri(base + "/infer"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body(tensors))));
        List<Tensor> outputs = new ArrayList<>();
        try {
            for (Object entry : list(answer, "outputs")) {
                outputs.add(output((Map<?, ?>) entry));
            }
        } catch (RuntimeException e) {
            throw unavailable("answered outputs that cannot be read");
        }
        return outputs;
    }

    private static byte[] body(List<Tensor> tensors) throws FailureException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = new JsonFactory().createGenerator(bytes)) {
            out.writeStartObject();
            out.writeArrayFieldStart("inputs");
            for (Tensor tensor : tensors) {
                out.writeStartObject();
                out.writeStringField("name", tensor.name());
                out.writeStringField("datatype", tensor.datatype());
                out.writeFieldName("shape");
                out.writeArray(tensor.shape(), 0, tensor.shape().length);
                out.writeFieldName("data");
                write(out, tensor);
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        } catch (IOException e) {
            throw new FailureException(Reason.ModelInvalid, "The rows cannot be written as a request.", e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator out, Tensor tensor) throws IOException {
        if (tensor.data() instanceof String[] texts) {
            out.writeArray(texts, 0, texts.length);
            return;
        }
        out.writeStartArray();
        for (double value : (double[]) tensor.data()) {
            if (tensor.floating()) {
                out.writeNumber(value);
            } else {
                out.writeNumber((long) value);
            }
        }
        out.writeEndArray();
    }

    private static Tensor output(Map<?, ?> entry) {
        List<?> data = list(entry, "data");
        boolean text = "BYTES".equals(entry.get("datatype"));
        Object values = text
                ? data.stream().map(String::valueOf).toArray(String[]::new)
                : data.stream()
                        .mapToDouble(v -> v instanceof Boolean b ? b ? 1 : 0 : ((Number) v).doubleValue())
                        .toArray();
        return new Tensor(text(entry, "name"), text(entry, "datatype"), shape(list(entry, "shape")), values);
    }

    private static List<?> list(Map<?, ?> map, String field) {
        if (map.get(field) instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException("it lacks " + field);
    }

    private static String text(Map<?, ?> map, String field) {
        if (map.get(field) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("it lacks " + field);
    }

    @Override
    public void close() {
        client.close();
    }
}
