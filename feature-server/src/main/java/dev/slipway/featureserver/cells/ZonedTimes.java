package dev.slipway.featureserver.cells;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.ValueType;
import dev.slipway.featureserver.codec.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * Times that keep the zone they were told in: {@code 2026-01-02T01:00:00+01:00[Europe/Berlin]}. Without brackets the
 * offset is the zone, in Feast's words {@code UTC+01:00}; without an offset it is UTC and no zone.
 */
final class ZonedTimes {
    private ZonedTimes() {}

    static void write(ByteSink out, ValueType type, JsonParser in) throws IOException, CellException {
        if (in.currentToken() != JsonToken.VALUE_STRING) {
            throw JsonScalars.refuse(in, "a time as 2026-01-02T01:00:00+01:00[Europe/Berlin]");
        }
        String text = in.getText().strip().replace(' ', 'T');
        try {
            boolean zoned = text.matches(".*T.*([Zz+\\-\\]].*)");
            ZonedDateTime time = zoned
                    ? ZonedDateTime.parse(text)
                    : LocalDateTime.parse(text).atZone(ZoneOffset.UTC);
            if (time.getNano() != 0) {
                throw JsonScalars.refuse(in, "a whole second, which is all that the type holds");
            }
            int from = out.length();
            if (time.toEpochSecond() != 0) {
                out.put(1 << 3 | Wire.VARINT);
                out.varint(time.toEpochSecond());
            }
            byte[] zone = (zoned ? name(time.getZone()) : "").getBytes(StandardCharsets.UTF_8);
            if (zone.length > 0) {
                out.put(2 << 3 | Wire.DELIMITED);
                out.varint(zone.length);
                out.put(zone);
            }
            out.wrap(from, type.number());
        } catch (DateTimeException e) {
            throw JsonScalars.refuse(in, "a time as 2026-01-02T01:00:00+01:00[Europe/Berlin]");
        }
    }

    private static String name(ZoneId zone) {
        if (zone.equals(ZoneOffset.UTC)) {
            return "UTC";
        }
        return zone instanceof ZoneOffset ? "UTC" + zone.getId() : zone.getId();
    }
}
