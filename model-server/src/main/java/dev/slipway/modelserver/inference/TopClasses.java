package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.json.ElementValues;
import dev.slipway.modelserver.onnx.OutputTensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The highest values of a tensor, each as {@code value:index} or {@code value:index:label}, best first, equal ones by
 * index. The first dimension is the batch where the model's shape leaves it open; all others together are the classes.
 * Source: Triton, "Classification Extension"; values are written as its {@code std::to_string} does.
 */
public final class TopClasses {
    private TopClasses() {}

    /** Of a tensor that is not of strings; fewer than {@code wanted} where there are fewer. */
    public static OutputTensor of(OutputTensor output, int wanted, List<String> labels) {
        long[] dims = output.dims();
        boolean batched = dims.length > 0 && output.spec().shape().getFirst() == -1;
        int rows = batched ? (int) dims[0] : 1;
        int classes = rows == 0 ? 0 : output.elementCount() / rows;
        int count = Math.min(wanted, classes);
        ElementValues values = ElementValues.of(output);
        List<String> texts = new ArrayList<>(rows * count);
        for (int row = 0; row < rows; row++) {
            int first = row * classes;
            IntStream.range(0, classes)
                    .boxed()
                    .sorted(Comparator.<Integer>comparingDouble(i -> values.get(first + i))
                            .reversed()
                            .thenComparing(i -> i))
                    .limit(count)
                    .forEach(i -> texts.add(text(values, first, i, labels)));
        }
        long[] shape = batched ? new long[] {rows, count} : new long[] {count};
        return OutputTensor.ofStrings(output.spec().name(), shape, texts);
    }

    /** As {@code %f} of C prints them. */
    private static String unbounded(double score) {
        return Double.isNaN(score) ? "nan" : score > 0 ? "inf" : "-inf";
    }

    private static String text(ElementValues values, int first, int index, List<String> labels) {
        double score = values.get(first + index);
        String value = Double.isFinite(score) ? values.text(first + index) : unbounded(score);
        return index < labels.size() ? value + ":" + index + ":" + labels.get(index) : value + ":" + index;
    }
}
