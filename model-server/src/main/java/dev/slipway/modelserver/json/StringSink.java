package dev.slipway.modelserver.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** String elements. Numbers are refused: a model that takes strings would silently see another category. */
final class StringSink extends ElementSink {
    private final List<String> values = new ArrayList<>();

    StringSink(TensorSpec spec) {
        super(spec);
    }

    @Override
    void store(JsonParser parser, JsonToken token) throws IOException, InvalidTensorException {
        if (token != JsonToken.VALUE_STRING) {
            throw refuse(parser, token, "strings");
        }
        String text = parser.getText();
        if (text.indexOf('\0') >= 0) {
            throw new InvalidTensorException("Input '%s': element %d has a NUL character, which ends a string here."
                    .formatted(spec().name(), index()));
        }
        while (values.size() <= index()) {
            values.add("");
        }
        values.set(index(), text);
    }

    @Override
    TensorInput.Elements elements() {
        return new TensorInput.Strings(values);
    }

    @Override
    public void close() {
        values.clear();
    }
}
