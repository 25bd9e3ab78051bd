package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.config.ServingConfig.Baseline;
import dev.slipway.modelserver.inference.FeatureList.Feature;
import dev.slipway.modelserver.json.ElementValues;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.OutputTensor;
import dev.slipway.modelserver.onnx.TensorInput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands for each feature while it is taken away, as the bytes of one element.
 *
 * @param elements by feature; empty for zeros
 */
record Replacements(List<byte[]> elements) {
    /** Zero for all. */
    static final Replacements ZEROS = new Replacements(List.of());

    /** Zeros, or the means of the features over these requests; those of whole numbers are rounded. */
    static Replacements of(Baseline baseline, FeatureList features, List<List<TensorInput>> requests) {
        if (baseline == Baseline.Zero || requests.isEmpty()) {
            return ZEROS;
        }
        List<byte[]> elements = new ArrayList<>();
        for (Feature feature : features.features()) {
            elements.add(element(requests.getFirst().get(feature.input()).spec().datatype(), mean(feature, requests)));
        }
        return new Replacements(elements);
    }

    private static double mean(Feature feature, List<List<TensorInput>> requests) {
        double sum = 0;
        long rows = 0;
        for (List<TensorInput> request : requests) {
            TensorInput input = request.get(feature.input());
            ElementValues values =
                    ElementValues.of(new OutputTensor(input.spec(), input.dims(), input.bytes(), List.of()));
            int width = Math.toIntExact(input.elementCount() / input.rows());
            for (int row = 0; row < input.rows(); row++) {
                sum += values.get(row * width + feature.column());
            }
            rows += input.rows();
        }
        return sum / rows;
    }

    private static byte[] element(DataType type, double mean) {
        ByteBuffer bytes = ByteBuffer.allocate(type.size()).order(ByteOrder.nativeOrder());
        switch (type) {
            case FP32 -> bytes.putFloat((float) mean);
            case FP64 -> bytes.putDouble(mean);
            case FP16 -> bytes.putShort(Float.floatToFloat16((float) mean));
            case BF16 -> bytes.putShort((short) (Float.floatToRawIntBits((float) mean) >>> 16));
            case BOOL, UINT8, INT8 -> bytes.put((byte) Math.rint(mean));
            case UINT16, INT16 -> bytes.putShort((short) Math.rint(mean));
            case UINT32, INT32 -> bytes.putInt((int) (long) Math.rint(mean));
            case UINT64, INT64 -> bytes.putLong((long) Math.rint(mean));
            case BYTES -> throw new IllegalStateException("strings are no features");
        }
        return bytes.array();
    }

    /** For an element of so many bytes. */
    byte[] of(int feature, int size) {
        return elements.isEmpty() ? new byte[size] : elements.get(feature);
    }
}
