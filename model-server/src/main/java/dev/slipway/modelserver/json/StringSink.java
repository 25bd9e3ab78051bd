package dev.slipway.modelserver.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.modelserver.onnx.CountedStrings;
import dev.slipway.modelserver.onnx.ScratchPool;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** String elements. Numbers are refused: a model that takes strings would silently see another category. */
public final class StringSink extends ElementSink {
    /** The key of an element in base64, as in TensorFlow Serving. */
    public static final String B64 = "b64";

    private final CountedStrings values;

    StringSink(TensorSpec spec, ScratchPool pool) {
        super(spec);
        this.values = pool.strings();
    }

    @Override
    void store(JsonParser parser, JsonToken token) throws IOException, InvalidTensorException {
        String text = token == JsonToken.START_OBJECT ? decoded(parser) : text(parser, token);
        if (text.indexOf('\0') >= 0) {
            throw new InvalidTensorException("Input '%s': element %d has a NUL character, which ends a string here."
                    .formatted(spec().name(), index()));
        }
        values.set(index(), text);
    }

    private String text(JsonParser parser, JsonToken token) throws IOException, InvalidTensorException {
        if (token != JsonToken.VALUE_STRING) {
            throw refuse(parser, token, "strings");
        }
        return parser.getText();
    }

    /** {@code {"b64": "…"}}: bytes in base64. ONNX Runtime's Java API takes strings as text, so they must be UTF-8. */
    private String decoded(JsonParser parser) throws IOException, InvalidTensorException {
        boolean known = B64.equals(parser.nextFieldName());
        JsonToken token = parser.nextToken();
        if (!known || token != JsonToken.VALUE_STRING) {
            throw refuse(parser, JsonToken.START_OBJECT, "strings, or {\"b64\": \"…\"}");
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(parser.getText());
            if (parser.nextToken() != JsonToken.END_OBJECT) {
                throw refuse(parser, JsonToken.START_OBJECT, "strings, or {\"b64\": \"…\"}");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException e) {
            throw new InvalidTensorException(
                    "Input '%s': the 'b64' of element %d is no base64 text.".formatted(spec().name(), index()));
        } catch (CharacterCodingException e) {
            throw new InvalidTensorException(
                    "Input '%s': the bytes of element %d are no UTF-8 text.".formatted(spec().name(), index()));
        }
    }

    @Override
    TensorInput.Elements elements() {
        return new TensorInput.Strings(values.values());
    }

    @Override
    public void close() {
        values.close();
    }
}
