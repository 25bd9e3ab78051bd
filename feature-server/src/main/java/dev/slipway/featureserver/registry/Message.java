package dev.slipway.featureserver.registry;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** A protobuf message that is being written; what has its default value is left out, as proto3 does. */
final class Message {
    private final ByteSink out = new ByteSink(256);

    Message text(int field, String value) {
        return value.isEmpty() ? this : bytes(field, value.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    Message bytes(int field, byte[] value) {
        int from = out.length();
        out.put(value);
        out.wrap(from, field);
        return this;
    }

    Message number(int field, long value) {
        if (value != 0) {
            out.varint((long) field << 3 | Wire.VARINT);
            out.varint(value);
        }
        return this;
    }

    /** A message, which is there even where it is empty. */
    Message message(int field, Message value) {
        return bytes(field, value.toByteArray());
    }

    Message map(int field, Map<String, String> entries) {
        entries.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry ->
                        message(field, new Message().text(1, entry.getKey()).text(2, entry.getValue())));
        return this;
    }

    Message time(int field, Instant time) {
        return message(field, new Message().number(1, time.getEpochSecond()).number(2, time.getNano()));
    }

    Message duration(int field, Duration duration) {
        return message(field, new Message().number(1, duration.getSeconds()).number(2, duration.getNano()));
    }

    byte[] toByteArray() {
        return out.toByteArray();
    }
}
