package dev.slipway.operator.featureview.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.featureview.Feature;
import dev.slipway.api.featureview.Feature.ValueType;
import dev.slipway.api.featureview.FeatureView;
import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.status.Refusal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Whether the defaults of features are values of their types. The feature server refuses a document with one that is not, and
 * the document is also that of other views.
 */
final class DefaultValues {
    private static final Set<String> BEYOND = Set.of("NaN", "Infinity", "-Infinity");

    private DefaultValues() {}

    static Optional<Refusal> review(FeatureView view) {
        return view.getSpec().features().stream()
                .filter(feature -> feature.defaultValue() != null)
                .filter(feature -> !isValue(feature.type(), String.valueOf(feature.defaultValue())))
                .findFirst()
                .map(DefaultValues::refusal);
    }

    private static Refusal refusal(Feature feature) {
        return Refusal.invalid(
                "The default " + feature.defaultValue() + " of feature " + feature.name() + " is no value of "
                        + feature.type() + ". Write one that it can hold, or remove it: null is served then.");
    }

    private static boolean isValue(ValueType type, String text) {
        try {
            return type.name().endsWith("_LIST")
                    ? isList(ValueType.valueOf(type.name().replace("_LIST", "")), text)
                    : isScalar(type, text);
        } catch (IllegalArgumentException | DateTimeException e) {
            return false;
        }
    }

    private static boolean isList(ValueType element, String text) {
        var list = CanonicalJson.read(text, JsonNode.class);
        return list.isArray()
                && StreamSupport.stream(list.spliterator(), false)
                        .allMatch(value -> isWritten(element, value) && isScalar(element, value.asText()));
    }

    private static boolean isWritten(ValueType element, JsonNode value) {
        return switch (element) {
            case INT32, INT64 -> value.isIntegralNumber();
            case FLOAT, DOUBLE -> value.isNumber();
            case BOOL -> value.isBoolean();
            default -> value.isTextual();
        };
    }

    /** As JSON writes it: 007 is none. */
    private static boolean isNumber(String text) {
        return CanonicalJson.read(text, JsonNode.class).isNumber();
    }

    private static boolean isScalar(ValueType type, String text) {
        return switch (type) {
            case INT32 -> isNumber(text) && new BigInteger(text).bitLength() < Integer.SIZE;
            case INT64 -> isNumber(text) && new BigInteger(text).bitLength() < Long.SIZE;
            case FLOAT -> BEYOND.contains(text) || (isNumber(text) && Float.isFinite(Float.parseFloat(text)));
            case DOUBLE -> BEYOND.contains(text) || (isNumber(text) && Double.isFinite(Double.parseDouble(text)));
            case BOOL -> text.equals("true") || text.equals("false");
            case UNIX_TIMESTAMP -> OffsetDateTime.parse(text) != null;
            case BYTES -> Base64.getDecoder().decode(text) != null;
            default -> true;
        };
    }
}
