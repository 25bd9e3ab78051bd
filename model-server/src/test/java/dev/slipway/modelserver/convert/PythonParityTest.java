package dev.slipway.modelserver.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random models of every objective, booster and option of the real Python libraries, converted and run by the real ONNX
 * Runtime. {@code -Dconvert.cases=1000 -Dconvert.seed=7} for more or others.
 */
class PythonParityTest {
    private static final double TOLERANCE = 1e-6;
    private static final int CASES = Integer.getInteger("convert.cases", 95);
    private static final int SEED = Integer.getInteger("convert.seed", 1);

    @TempDir
    Path folder;

    @Test
    void converted_models_predict_what_the_python_libraries_predict() throws Exception {
        List<String> wrong = new ArrayList<>();
        List<PythonCase> cases = RandomTrees.make(folder, CASES, SEED);
        for (PythonCase each : cases) {
            try {
                String problem = compare(each.numbers("predictions"), predict(each));
                if (!problem.isEmpty()) {
                    wrong.add(each.folder().getFileName() + " " + each.name() + ": " + problem);
                }
            } catch (FailureException | OrtException e) {
                wrong.add(each.folder().getFileName() + " " + each.name() + ": " + e.getMessage());
            }
        }
        assertThat(cases).hasSize(CASES);
        for (PythonCase each : cases) {
            if (each.has("contributions")) {
                String problem = compareContributions(each);
                if (!problem.isEmpty()) {
                    wrong.add(each.folder().getFileName() + " " + each.name() + ": " + problem);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Batch by batch of one row, and all rows at once: ONNX Runtime takes another path for each. */
    static double[] predict(PythonCase each) throws IOException, FailureException, OrtException {
        byte[] file = each.model();
        byte[] onnx = ModelConversion.convert(ModelFormat.detect(file).orElseThrow(), file)
                .onnx();
        double[] inputs = each.numbers("inputs");
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            try (OrtSession session = environment.createSession(onnx, options)) {
                boolean single = each.name().startsWith("xgboost");
                double[] all = run(environment, session, inputs, each.rows(), each.features(), single);
                double[] first = Arrays.copyOf(inputs, each.features());
                double[] one = run(environment, session, first, 1, each.features(), single);
                // ONNX Runtime's exp of one number and of several differ in the last bit.
                for (int i = 0; i < one.length; i++) {
                    assertThat(one[i]).as(each.name()).isCloseTo(all[i], withinPercentage(1e-13));
                }
                return all;
            }
        }
    }

    private static double[] run(
            OrtEnvironment environment, OrtSession session, double[] inputs, int rows, int features, boolean single)
            throws OrtException {
        long[] shape = {rows, features};
        float[] floats = new float[inputs.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) inputs[i];
        }
        try (OnnxTensor tensor = single
                        ? OnnxTensor.createTensor(environment, FloatBuffer.wrap(floats), shape)
                        : OnnxTensor.createTensor(environment, DoubleBuffer.wrap(inputs), shape);
                OrtSession.Result result = session.run(Map.of(ModelConversion.INPUT, tensor))) {
            OnnxTensor output = (OnnxTensor) result.get(0);
            if (single) {
                FloatBuffer buffer = output.getFloatBuffer();
                double[] values = new double[buffer.remaining()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = buffer.get(i);
                }
                return values;
            }
            DoubleBuffer buffer = output.getDoubleBuffer();
            double[] values = new double[buffer.remaining()];
            buffer.get(values);
            return values;
        }
    }

    /** Empty where all agree; numbers are relative to themselves, and below 1e-6 to that. */
    private static String compare(double[] expected, double[] actual) {
        if (expected.length != actual.length) {
            return "%d values instead of %d".formatted(actual.length, expected.length);
        }
        int wrong = 0;
        String first = "";
        for (int i = 0; i < expected.length; i++) {
            if (!close(expected[i], actual[i])) {
                wrong++;
                first = first.isEmpty() ? "value %d is %s, not %s".formatted(i, actual[i], expected[i]) : first;
            }
        }
        return wrong == 0 ? "" : "%d of %d differ, %s".formatted(wrong, expected.length, first);
    }

    /** Shapley values, relative to the largest of the row: the libraries compute them in float or double. */
    private static String compareContributions(PythonCase each) throws IOException, FailureException {
        byte[] file = each.model();
        ModelFormat format = ModelFormat.detect(file).orElseThrow();
        TreeShap shap = TreeShap.of(format, file);
        // LightGBM's own do not add up to its prediction where that is an average: it forgets to divide.
        double divisor = ModelConversion.read(format, file).divisor();
        double[] expected = each.numbers("contributions");
        double[] inputs = each.numbers("inputs");
        int width = expected.length / each.rows();
        for (int row = 0; row < each.rows(); row++) {
            double[] actual =
                    shap.contributions(Arrays.copyOfRange(inputs, row * each.features(), (row + 1) * each.features()));
            double[] wanted = Arrays.copyOfRange(expected, row * width, (row + 1) * width);
            for (int i = 0; i < width; i++) {
                wanted[i] /= divisor;
            }
            double scale =
                    Math.max(1, Arrays.stream(wanted).map(Math::abs).max().orElse(1));
            for (int i = 0; i < width; i++) {
                if (actual.length != width || !(Math.abs(actual[i] - wanted[i]) <= 1e-5 * scale)) {
                    return "row %d: contributions %s, not %s"
                            .formatted(row, Arrays.toString(actual), Arrays.toString(wanted));
                }
            }
        }
        return "";
    }

    private static boolean close(double expected, double actual) {
        return Double.compare(expected, actual) == 0
                || Math.abs(expected - actual) <= TOLERANCE * Math.max(1e-6, Math.abs(expected));
    }
}
