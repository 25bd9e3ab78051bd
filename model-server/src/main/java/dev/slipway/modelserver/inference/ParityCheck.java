package dev.slipway.modelserver.inference;

import ai.onnxruntime.OrtException;
import dev.slipway.modelserver.json.ElementValues;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.InferenceResult;
import dev.slipway.modelserver.onnx.OnnxModel;
import dev.slipway.modelserver.onnx.OutputTensor;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.modelserver.precision.ParityReport;
import dev.slipway.modelserver.precision.Precision;
import java.util.Arrays;
import java.util.List;

/** Asks a model in two precisions the same and measures how far the answers are apart. */
public final class ParityCheck {
    private static final int WARMUP_ROWS = 64;

    private final OnnxModel exact;
    private final OnnxModel reduced;
    private long rows;
    private double absolute;
    private double relative;
    private long flips;

    private ParityCheck(OnnxModel exact, OnnxModel reduced) {
        this.exact = exact;
        this.reduced = reduced;
    }

    /**
     * Compares on requests, or where there are none on rows made from the signature.
     *
     * @param exact the model as the file has it
     * @param reduced the same in the other precision
     * @param golden inputs of each request
     */
    public static ParityReport of(
            OnnxModel exact, OnnxModel reduced, Precision precision, List<List<TensorInput>> golden, int exampleValue)
            throws OrtException {
        ParityCheck check = new ParityCheck(exact, reduced);
        List<List<TensorInput>> requests = golden.isEmpty() ? made(exact, exampleValue) : golden;
        for (List<TensorInput> request : requests) {
            check.compare(request);
        }
        return new ParityReport(
                precision,
                reduced.changedNodes(),
                golden.isEmpty() ? "warm-up" : "golden",
                check.rows,
                check.absolute,
                check.relative,
                check.flips);
    }

    /** One row a request: a model of a fixed number of rows takes no other, and rows of others are independent so. */
    private static List<List<TensorInput>> made(OnnxModel model, int exampleValue) {
        List<TensorInput> varied = UniformInputs.varied(model.signature(), exampleValue, WARMUP_ROWS);
        boolean rowwise = !varied.isEmpty() && varied.stream().allMatch(input -> input.rows() == WARMUP_ROWS);
        return rowwise
                ? java.util.stream.IntStream.range(0, WARMUP_ROWS)
                        .mapToObj(row ->
                                varied.stream().map(input -> input.rows(row, 1)).toList())
                        .toList()
                : List.of(UniformInputs.varied(model.signature(), exampleValue, 1));
    }

    private void compare(List<TensorInput> request) throws OrtException {
        try (InferenceResult wanted = exact.run(request, exact.signature().outputNames());
                InferenceResult found = reduced.run(request, reduced.signature().outputNames())) {
            long requestRows = request.isEmpty() ? 1 : request.getFirst().rows();
            rows += requestRows;
            boolean[] flipped = new boolean[Math.toIntExact(requestRows)];
            for (int i = 0; i < wanted.outputs().size(); i++) {
                compare(wanted.outputs().get(i), found.outputs().get(i), flipped);
            }
            for (boolean flip : flipped) {
                flips += flip ? 1 : 0;
            }
        }
    }

    private void compare(OutputTensor wanted, OutputTensor found, boolean[] flipped) {
        if (!Arrays.equals(wanted.dims(), found.dims())) {
            absolute = Double.POSITIVE_INFINITY;
            relative = Double.POSITIVE_INFINITY;
            Arrays.fill(flipped, true);
            return;
        }
        int count = wanted.elementCount();
        int width = Math.max(1, count / flipped.length);
        if (wanted.spec().datatype() == DataType.BYTES) {
            for (int i = 0; i < count; i++) {
                flipped[row(i, width, flipped)] |=
                        !wanted.strings().get(i).equals(found.strings().get(i));
            }
            return;
        }
        ElementValues one = ElementValues.of(wanted);
        ElementValues other = ElementValues.of(found);
        if (isFloating(wanted.spec().datatype())) {
            differences(one, other, count);
            if (width > 1 && count == width * flipped.length) {
                for (int row = 0; row < flipped.length; row++) {
                    flipped[row] |= largest(one, row * width, width) != largest(other, row * width, width);
                }
            }
        } else {
            for (int i = 0; i < count; i++) {
                flipped[row(i, width, flipped)] |= one.get(i) != other.get(i);
            }
        }
    }

    /** Elements that do not divide among the rows belong to the last. */
    private static int row(int element, int width, boolean[] flipped) {
        return Math.min(element / width, flipped.length - 1);
    }

    private void differences(ElementValues one, ElementValues other, int count) {
        double largest = 0;
        double most = 0;
        for (int i = 0; i < count; i++) {
            double difference = one.get(i) == other.get(i) || bothNoNumber(one.get(i), other.get(i))
                    ? 0
                    : Math.abs(one.get(i) - other.get(i));
            most = Math.max(most, difference);
            largest = Math.max(largest, Math.abs(one.get(i)));
        }
        absolute = Math.max(absolute, most);
        relative = Math.max(relative, most == 0 ? 0 : most / largest);
    }

    private static boolean bothNoNumber(double one, double other) {
        return Double.isNaN(one) && Double.isNaN(other);
    }

    private static int largest(ElementValues values, int from, int width) {
        int largest = 0;
        for (int i = 1; i < width; i++) {
            largest = values.get(from + i) > values.get(from + largest) ? i : largest;
        }
        return largest;
    }

    private static boolean isFloating(DataType type) {
        return type == DataType.FP32 || type == DataType.FP64 || type == DataType.FP16 || type == DataType.BF16;
    }
}
