package dev.slipway.featureserver.cells;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.featureserver.codec.EventTimes;
import dev.slipway.workload.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;

/** JSON to the values that columns hold, without loss or not at all. */
public final class JsonScalars {
    private JsonScalars() {}

    /** A whole number; also written as 3.0 or "3". */
    public static long whole(JsonParser in, long min, long max) throws IOException, CellException {
        BigDecimal number;
        switch (in.currentToken()) {
            case VALUE_NUMBER_INT -> {
                if (in.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
                    return bounded(in, in.getLongValue(), min, max);
                }
                throw refuse(in, "a whole number from " + min + " to " + max);
            }
            case VALUE_NUMBER_FLOAT -> number = in.isNaN() ? decimal(in) : in.getDecimalValue();
            case VALUE_STRING -> number = decimal(in);
            default -> throw refuse(in, "a whole number");
        }
        try {
            return bounded(in, number.longValueExact(), min, max);
        } catch (ArithmeticException e) {
            throw refuse(in, "a whole number from " + min + " to " + max);
        }
    }

    /** A number of 64 bits; NaN and the infinities as Feast writes them, in quotes. */
    public static double binary64(JsonParser in) throws IOException, CellException {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            return switch (in.getText()) {
                case "NaN" -> Double.NaN;
                case "Infinity" -> Double.POSITIVE_INFINITY;
                case "-Infinity" -> Double.NEGATIVE_INFINITY;
                default -> decimal(in).doubleValue();
            };
        }
        if (!in.currentToken().isNumeric()) {
            throw refuse(in, "a number");
        }
        double value = in.getDoubleValue();
        if (Double.isInfinite(value) && Character.isDigit(in.getText().charAt(in.getTextLength() - 1))) {
            throw refuse(in, "a number that a double can hold");
        }
        return value;
    }

    /** A number of 32 bits. */
    public static float binary32(JsonParser in) throws IOException, CellException {
        double wide = binary64(in);
        float value = (float) wide;
        if (Float.isInfinite(value) && !Double.isInfinite(wide)) {
            throw refuse(in, "a number that a float can hold");
        }
        return value;
    }

    /** true or false. */
    public static boolean truth(JsonParser in) throws IOException, CellException {
        return switch (in.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw refuse(in, "true or false");
        };
    }

    /** Text as UTF-8. */
    public static byte[] text(JsonParser in) throws IOException, CellException {
        if (in.currentToken() != JsonToken.VALUE_STRING) {
            throw refuse(in, "a string");
        }
        return in.getText().getBytes(StandardCharsets.UTF_8);
    }

    /** A JSON document: as a string, as Feast's clients send it, or as it stands. */
    public static byte[] document(JsonParser in) throws IOException, CellException {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            byte[] text = text(in);
            try (JsonParser inner = RequestJson.parser(text, 0, text.length)) {
                if (inner.nextToken() != null && inner.skipChildren().nextToken() == null) {
                    return text;
                }
            } catch (IOException e) {
                // Told below.
            }
            throw refuse(in, "a JSON document");
        }
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        try (JsonGenerator out = RequestJson.generator(copy)) {
            out.copyCurrentStructure(in);
        }
        return copy.toByteArray();
    }

    /** Bytes in base64, as answers have them. */
    public static byte[] bytes(JsonParser in) throws IOException, CellException {
        if (in.currentToken() != JsonToken.VALUE_STRING) {
            throw refuse(in, "bytes in base64");
        }
        try {
            return Base64.getDecoder().decode(in.getText());
        } catch (IllegalArgumentException e) {
            throw refuse(in, "bytes in base64");
        }
    }

    /** Whole seconds since 1970: a number, or a time as text. */
    public static long seconds(JsonParser in) throws IOException, CellException {
        return in.currentToken() == JsonToken.VALUE_STRING
                ? EventTimes.seconds(time(in))
                : whole(in, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** An event time: text in ISO 8601, without a zone in UTC, or whole seconds since 1970. */
    public static long time(JsonParser in) throws IOException, CellException {
        if (in.currentToken() != JsonToken.VALUE_STRING) {
            return EventTimes.of(whole(in, Long.MIN_VALUE + 1, Long.MAX_VALUE), 0);
        }
        String text = in.getText().strip();
        try {
            Instant instant = instant(text);
            return EventTimes.of(instant.getEpochSecond(), instant.getNano());
        } catch (DateTimeException e) {
            throw refuse(in, "a time as 2026-01-02T03:04:05Z");
        }
    }

    /** A time as text in any of the forms that pandas writes. */
    public static Instant instant(String text) {
        if (text.length() == 10) {
            return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        String iso =
                text.length() > 10 && text.charAt(10) == ' ' ? text.substring(0, 10) + "T" + text.substring(11) : text;
        int sign = Math.max(iso.lastIndexOf('+'), iso.lastIndexOf('-'));
        if (iso.endsWith("Z") || iso.endsWith("z")) {
            return Instant.parse(iso.toUpperCase(java.util.Locale.ROOT));
        }
        if (sign > 10) {
            boolean compact = iso.length() - sign == 5 && iso.indexOf(':', sign) < 0;
            return OffsetDateTime.parse(compact ? iso.substring(0, sign + 3) + ":" + iso.substring(sign + 3) : iso)
                    .toInstant();
        }
        return LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    }

    private static long bounded(JsonParser in, long value, long min, long max) throws IOException, CellException {
        if (value < min || value > max) {
            throw refuse(in, "a whole number from " + min + " to " + max);
        }
        return value;
    }

    private static BigDecimal decimal(JsonParser in) throws IOException, CellException {
        try {
            String text = in.getText().strip();
            if (text.length() <= 40) {
                return new BigDecimal(text);
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw refuse(in, "a number");
    }

    /** What was found, and what was expected instead. */
    public static CellException refuse(JsonParser in, String expected) throws IOException {
        String found = in.currentToken().isStructStart() ? in.currentToken().asString() : in.getText();
        String shown = JsonText.shortened(found, 60);
        boolean text = in.currentToken() == JsonToken.VALUE_STRING;
        return new CellException("%s is not %s".formatted(text ? "\"" + shown + "\"" : shown, expected));
    }
}
