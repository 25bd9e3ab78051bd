package dev.slipway.modelserver.convert;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the JSON that XGBoost writes. */
final class JsonDocument {
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Value.MAX_DEPTH)
                    .build())
            .build();

    private final JsonParser in;

    private JsonDocument(JsonParser in) {
        this.in = in;
    }

    static Value parse(byte[] file) throws FailureException {
        try (JsonParser in = FACTORY.createParser(file)) {
            in.nextToken();
            Value value = new JsonDocument(in).value();
            if (in.nextToken() != null) {
                throw Malformed.damaged("The XGBoost JSON", "goes on after its end, at byte " + at(in));
            }
            return value;
        } catch (StreamConstraintsException e) {
            throw Malformed.damaged(
                    "The XGBoost JSON",
                    "is nested deeper than " + Value.MAX_DEPTH + " levels or has an endless token",
                    e);
        } catch (IOException e) {
            throw Malformed.damaged("The XGBoost JSON", "is damaged or cut off in the middle", e);
        }
    }

    private static long at(JsonParser in) {
        return in.currentTokenLocation().getByteOffset();
    }

    private Value value() throws IOException, FailureException {
        return switch (in.currentToken()) {
            case START_OBJECT -> fields();
            case START_ARRAY -> array();
            case VALUE_STRING -> new Value.Text(in.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Value.Scalar(in.getDoubleValue());
            case VALUE_TRUE -> new Value.Scalar(1);
            case VALUE_FALSE -> new Value.Scalar(0);
            case VALUE_NULL -> new Value.Nothing();
            case null, default -> throw Malformed.damaged("The XGBoost JSON", "has no value at byte " + at(in));
        };
    }

    private Value fields() throws IOException, FailureException {
        Map<String, Value> fields = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            fields.put(name, value());
        }
        return new Value.Fields(fields);
    }

    private Value array() throws IOException, FailureException {
        in.nextToken();
        if (!isNumber()) {
            return items();
        }
        Doubles numbers = new Doubles();
        while (isNumber()) {
            numbers.add(value() instanceof Value.Scalar scalar ? scalar.value() : Double.NaN);
            in.nextToken();
        }
        if (in.currentToken() != JsonToken.END_ARRAY) {
            throw Malformed.damaged("The XGBoost JSON", "mixes numbers with other values at byte " + at(in));
        }
        return new Value.Numbers(numbers.toArray());
    }

    private Value items() throws IOException, FailureException {
        List<Value> items = new ArrayList<>();
        while (in.currentToken() != JsonToken.END_ARRAY) {
            items.add(value());
            in.nextToken();
        }
        return items.isEmpty() ? new Value.Numbers(new double[0]) : new Value.Items(items);
    }

    private boolean isNumber() {
        return switch (in.currentToken()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE -> true;
            case null, default -> false;
        };
    }
}
