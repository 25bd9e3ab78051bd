package dev.slipway.modelserver.http;

import dev.slipway.modelserver.inference.ClassLabels;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.inference.TopClasses;
import dev.slipway.modelserver.json.NonFinite;
import dev.slipway.modelserver.onnx.OutputTensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** In which form each output of one request is wanted. */
final class V2Outputs {
    private final ClassLabels labels;
    private final List<Wish> wishes = new ArrayList<>(0);
    private boolean binaryByDefault;
    private NonFinite nonFinite = NonFinite.REFUSED;

    V2Outputs(ClassLabels labels) {
        this.labels = labels;
    }

    /** For a request that cannot say anything. */
    static V2Outputs allBinary(ClassLabels labels) {
        V2Outputs outputs = new V2Outputs(labels);
        outputs.byDefault(true);
        return outputs;
    }

    private record Wish(String output, @Nullable Boolean binary, int classification) {}

    void wish(String output, V2Parameters parameters) throws RequestException {
        if (parameters.classification() > 0) {
            labels.checkNumeric(output);
        }
        wishes.add(new Wish(output, parameters.binary(), parameters.classification()));
    }

    /** A wish for nothing but a form. */
    void wish(String output, boolean binary) {
        wishes.add(new Wish(output, binary, 0));
    }

    /** Whether some output is wanted as its highest values. */
    boolean classifies() {
        for (Wish wish : wishes) {
            if (wish.classification() > 0) {
                return true;
            }
        }
        return false;
    }

    void byDefault(boolean binary) {
        binaryByDefault = binary;
    }

    void nonFinite(NonFinite form) {
        nonFinite = form;
    }

    /** What becomes of NaN and the infinities in JSON. */
    NonFinite nonFinite() {
        return nonFinite;
    }

    /** Whether the bytes follow the JSON. */
    boolean binary(String output) {
        Wish wish = of(output);
        return (wish == null || wish.binary() == null) ? binaryByDefault : wish.binary();
    }

    /** The tensor itself, or its highest values in its place. */
    OutputTensor tensor(OutputTensor output) {
        Wish wish = of(output.spec().name());
        return wish == null || wish.classification() == 0
                ? output
                : TopClasses.of(
                        output, wish.classification(), labels.of(output.spec().name()));
    }

    private @Nullable Wish of(String output) {
        for (Wish wish : wishes) {
            if (wish.output().equals(output)) {
                return wish;
            }
        }
        return null;
    }
}
