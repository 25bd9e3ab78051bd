package dev.slipway.driftjob.evaluate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.driftjob.failure.Reason;
import dev.slipway.driftjob.web.WebAddress;
import dev.slipway.driftjob.web.WebAnswer;
import dev.slipway.driftjob.web.WebClient;
import dev.slipway.driftjob.web.WebException;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.json.JsonText;
import dev.slipway.workload.objectstore.PercentEncoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model behind the Open Inference Protocol (V2, REST), asked for a few thousand values at a time: servers bound what they
 * take. A busy one (429, 503) is asked again.
 */
final class ServedModel implements Model {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int ATTEMPTS = 5;
    private static final int MOST_VALUES = 1 << 16;
    private static final int MOST_ROWS = 1 << 10;
    private static final int LARGEST = 64 << 20;
    private static final int LONGEST = 120;

    private final WebClient client = new WebClient(Optional.empty(), LARGEST);
    private final String base;
    private final URI address;
    private final String name;
    private final List<Spec> inputs;

    ServedModel(String url, String model) throws FailureException {
        this.name = model;
        this.address = URI.create(WebAddress.parse(url, "v2.url") + "/v2/models/" + PercentEncoding.component(model));
        this.base = WebAddress.shown(address);
        this.inputs = specs(ask(WebClient.Request.get(address, Map.of())));
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
        return shape.stream()
                .mapToLong(d -> d instanceof Number size ? size.longValue() : -1)
                .toArray();
    }

    private FailureException unavailable(String what) {
        return new FailureException(CommonReason.ArtifactUnavailable, "The server at %s %s.".formatted(base, what));
    }

    private Map<?, ?> ask(WebClient.Request request) throws FailureException {
        try {
            for (int attempt = 1; ; attempt++) {
                WebAnswer answer = client.send(request, TIMEOUT);
                boolean busy = answer.status() == 429 || answer.status() == 503;
                if (busy && attempt < ATTEMPTS) {
                    Thread.sleep(200L << attempt);
                } else if (answer.status() == 200) {
                    return answer.object();
                } else {
                    throw refused(answer);
                }
            }
        } catch (WebException e) {
            throw unavailable(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("was not waited for");
        }
    }

    private FailureException refused(WebAnswer answer) {
        String words = "answered " + answer.status() + said(answer);
        return switch (answer.status()) {
            case 404 ->
                new FailureException(
                        CommonReason.ArtifactNotFound, "The server at %s has no model %s.".formatted(base, name));
            case 400, 413, 422 -> OnnxFileModel.invalid(identity(), "its server " + words);
            default -> unavailable(words);
        };
    }

    private static String said(WebAnswer answer) {
        try {
            return answer.object().get("error") instanceof String error
                    ? ": " + JsonText.shortened(error, LONGEST)
                    : "";
        } catch (WebException e) {
            return "";
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
        int rows = tensors.getFirst().rows();
        int width = tensors.stream().mapToInt(Tensor::width).sum();
        int step = Math.clamp(MOST_VALUES / Math.max(1, width), 1, MOST_ROWS);
        List<List<Tensor>> answers = new ArrayList<>();
        for (int from = 0; from < rows; from += step) {
            int first = from;
            int end = Math.min(rows, from + step);
            answers.add(answered(tensors.stream().map(t -> t.rows(first, end)).toList(), end - first));
        }
        List<Tensor> outputs = new ArrayList<>();
        for (Tensor output : answers.getFirst()) {
            List<Tensor> parts = answers.stream()
                    .flatMap(answer -> answer.stream().filter(output::like))
                    .toList();
            if (parts.size() != answers.size()) {
                throw unavailable("answered the output %s not once each time".formatted(output.name()));
            }
            outputs.add(Tensor.joined(parts));
        }
        return outputs;
    }

    private List<Tensor> answered(List<Tensor> tensors, int rows) throws FailureException {
        Map<?, ?> answer = ask(new WebClient.Request(
                "POST", URI.create(address + "/infer"), Map.of("Content-Type", "application/json"), body(tensors)));
        List<Tensor> outputs = new ArrayList<>();
        try {
            for (Object entry : list(answer, "outputs")) {
                outputs.add(output((Map<?, ?>) entry));
            }
        } catch (RuntimeException e) {
            throw unavailable("answered outputs that cannot be read");
        }
        for (Tensor output : outputs) {
            if (!output.whole() || output.rows() != rows) {
                throw unavailable("answered other than %d rows in the output %s".formatted(rows, output.name()));
            }
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
                : data.stream().mapToDouble(ServedModel::number).toArray();
        return new Tensor(text(entry, "name"), text(entry, "datatype"), shape(list(entry, "shape")), values);
    }

    /** JSON has no number for NaN and the infinities: servers write their names, or null. */
    private static double number(Object value) {
        return switch (value) {
            case Boolean truth -> truth ? 1 : 0;
            case Number number -> number.doubleValue();
            case String text -> text.equals("null") ? Double.NaN : Double.parseDouble(text);
            default -> throw new IllegalArgumentException("it is no number");
        };
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
