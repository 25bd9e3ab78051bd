package dev.slipway.featureserver.cells;

import com.fasterxml.jackson.core.JsonParser;
import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.Element;
import dev.slipway.featureserver.codec.ValueType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Values that a configuration gives as text: {@code 0}, {@code 0.5}, {@code [1, 2]}; of texts and times the text itself. */
public final class Fallbacks {
    private Fallbacks() {}

    /** The text as a serialized value. */
    public static byte[] parse(ValueType type, String text) throws CellException {
        boolean words = type.scalar()
                && (type.element() == Element.STRING
                        || type.element() == Element.BYTES
                        || type.element() == Element.ZONED
                        || (type.element() == Element.TIMESTAMP && !text.strip().matches("-?\\d+")));
        String json = words ? "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"" : text;
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        ByteSink out = new ByteSink(16);
        try (JsonParser in = RequestJson.parser(utf8, 0, utf8.length)) {
            if (in.nextToken() != null) {
                JsonCells.write(out, type, in);
                if (in.nextToken() == null) {
                    return out.toByteArray();
                }
            }
        } catch (IOException e) {
            // Told below.
        }
        throw new CellException("\"" + text + "\" is no value of " + type);
    }
}
