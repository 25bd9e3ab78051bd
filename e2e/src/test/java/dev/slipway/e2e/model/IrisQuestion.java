package dev.slipway.e2e.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.e2e.load.Question;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;

/**
 * Asks an iris classifier about one flower, in V1 or V2. Right is what ONNX Runtime itself answers, in this process, for one
 * of the models that may be serving.
 */
public final class IrisQuestion implements Question {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double TOLERANCE = 1e-5;
    private static final float[][] FLOWERS = {
        {5.1f, 3.5f, 1.4f, 0.2f}, {6.0f, 2.9f, 4.5f, 1.5f}, {6.3f, 2.8f, 5.1f, 1.5f}, {7.7f, 3.8f, 6.7f, 2.2f}
    };

    private final String path;
    private final String body;
    private final List<double[]> right;
    private final Set<String> seenRight = ConcurrentHashMap.newKeySet();

    private IrisQuestion(String path, String body, List<double[]> right) {
        this.path = path;
        this.body = body;
        this.right = right;
    }

    /** Questions in both protocols about several flowers. */
    public static List<Question> about(String name, ModelFile... maybeServing) {
        var questions = new ArrayList<Question>();
        for (var flower : FLOWERS) {
            var right = Arrays.stream(maybeServing).map(m -> run(m, flower)).toList();
            var row = Arrays.toString(flower);
            questions.add(new IrisQuestion("/v1/models/" + name + ":predict", "{\"instances\": [" + row + "]}", right));
            questions.add(new IrisQuestion(
                    "/v2/models/" + name + "/infer",
                    "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": [1, 4], \"data\": " + row
                            + "}]}",
                    right));
        }
        return List.copyOf(questions);
    }

    /** Label and three probabilities. */
    private static double[] run(ModelFile model, float[] flower) {
        var environment = OrtEnvironment.getEnvironment();
        try (var session = environment.createSession(model.bytes());
                var x = OnnxTensor.createTensor(environment, new float[][] {flower});
                var result = session.run(Map.of("x", x))) {
            var label = ((long[]) result.get("label").orElseThrow().getValue())[0];
            var probabilities =
                    ((float[][]) result.get("probabilities").orElseThrow().getValue())[0];
            return new double[] {label, probabilities[0], probabilities[1], probabilities[2]};
        } catch (OrtException e) {
            throw new IllegalStateException(model + " cannot be run", e);
        }
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String body() {
        return body;
    }

    @Override
    public Optional<String> problem(int status, String answer) {
        if (status == 200 && seenRight.contains(answer)) {
            return Optional.empty();
        }
        var shown = "HTTP " + status + " " + answer.substring(0, Math.min(300, answer.length()));
        try {
            var numbers = status == 200 ? numbers(JSON.readTree(answer)) : new double[0];
            if (right.stream().anyMatch(r -> near(r, numbers))) {
                seenRight.add(answer);
                return Optional.empty();
            }
            return Optional.of("wrong answer to " + path + " " + body + ": " + shown);
        } catch (JsonProcessingException | RuntimeException e) {
            return Optional.of("answer that cannot be read: " + shown);
        }
    }

    private static double[] numbers(JsonNode answer) {
        if (answer.has("predictions")) {
            var first = answer.get("predictions").get(0);
            return flat(first.get("label"), first.get("probabilities"));
        }
        return flat(output(answer, "label").get(0), output(answer, "probabilities"));
    }

    private static JsonNode output(JsonNode answer, String name) {
        return StreamSupport.stream(answer.get("outputs").spliterator(), false)
                .filter(o -> o.get("name").asText().equals(name))
                .findFirst()
                .orElseThrow()
                .get("data");
    }

    private static double[] flat(JsonNode label, JsonNode probabilities) {
        return new double[] {
            label.asDouble(),
            probabilities.get(0).asDouble(),
            probabilities.get(1).asDouble(),
            probabilities.get(2).asDouble()
        };
    }

    private static boolean near(double[] a, double[] b) {
        if (a.length != b.length) {
            return false;
        }
        for (var i = 0; i < a.length; i++) {
            if (!(Math.abs(a[i] - b[i]) <= TOLERANCE)) {
                return false;
            }
        }
        return true;
    }
}
