package dev.slipway.featureserver.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against protobuf's own classes, made from the descriptor that Feast ships. */
class ValueEncoderTest {
    private static final Descriptor VALUE = descriptor();
    private final Random random = new Random(11);

    @ParameterizedTest
    @EnumSource(
            value = ValueType.class,
            names = {"MAP.*", "STRUCT.*", "VALUE_.*", "SCALAR_MAP", "ZONED_TIMESTAMP"},
            mode = EnumSource.Mode.MATCH_NONE)
    void every_value_has_the_bytes_that_protobuf_gives_it(ValueType type) throws Exception {
        FieldDescriptor field = VALUE.findFieldByNumber(type.number());
        for (int round = 0; round < 300; round++) {
            List<Object> elements = new ArrayList<>();
            int count = type.scalar() ? 1 : random.nextInt(6) * random.nextInt(40);
            ByteSink out = new ByteSink(1);
            for (int i = 0; i < count; i++) {
                elements.add(element(out, type));
            }
            if (!type.scalar()) {
                ValueEncoder.endList(out, type, 0);
            }
            assertThat(out.toByteArray())
                    .isEqualTo(expected(field, type, elements).toByteArray());
        }
    }

    @Test
    void a_timestamp_has_the_bytes_that_protobuf_gives_it() {
        for (long time : new long[] {0, 1, -1, 1_767_312_000_500_000_000L, -1_500_000_000L, Long.MAX_VALUE}) {
            ByteSink out = new ByteSink(1);
            EventTimes.encode(out, time);
            byte[] expected = com.google.protobuf.Timestamp.newBuilder()
                    .setSeconds(Math.floorDiv(time, 1_000_000_000L))
                    .setNanos((int) Math.floorMod(time, 1_000_000_000L))
                    .build()
                    .toByteArray();
            assertThat(out.toByteArray()).isEqualTo(expected);
            assertThat(EventTimes.decode(new WireReader().over(expected, 0, expected.length)))
                    .isEqualTo(time);
        }
    }

    @Test
    void times_are_written_with_the_fewest_digits_that_are_exact() {
        assertThat(rfc3339(0)).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(rfc3339(1_767_312_000_500_000_000L)).isEqualTo("2026-01-02T00:00:00.500Z");
        assertThat(rfc3339(1_767_312_000_128_036_000L)).isEqualTo("2026-01-02T00:00:00.128036Z");
        assertThat(rfc3339(1_767_312_000_000_000_007L)).isEqualTo("2026-01-02T00:00:00.000000007Z");
        for (int i = 0; i < 20_000; i++) {
            long seconds = random.nextLong(-9_000_000_000L, 9_000_000_000L);
            assertThat(rfc3339(seconds * 1_000_000_000L))
                    .isEqualTo(java.time.Instant.ofEpochSecond(seconds).toString());
        }
    }

    private static String rfc3339(long time) {
        ByteSink out = new ByteSink(1);
        Rfc3339.write(out, time);
        return new String(out.toByteArray(), StandardCharsets.US_ASCII);
    }

    private Object element(ByteSink out, ValueType type) {
        boolean scalar = type.scalar();
        return switch (type.element()) {
            case INT32 -> whole(out, type, random.nextInt() >> random.nextInt(32), true);
            case INT64, TIMESTAMP -> whole(out, type, random.nextLong() >> random.nextInt(64), false);
            case BOOL -> {
                whole(out, type, random.nextInt(2), false);
                yield out.array()[out.length() - 1] == 1;
            }
            case DOUBLE -> {
                double value = random.nextGaussian();
                if (scalar) {
                    ValueEncoder.binary64(out, type, value);
                } else {
                    out.int64(Double.doubleToRawLongBits(value));
                }
                yield value;
            }
            case FLOAT -> {
                float value = random.nextFloat();
                if (scalar) {
                    ValueEncoder.binary32(out, type, value);
                } else {
                    out.int32(Float.floatToRawIntBits(value));
                }
                yield value;
            }
            default -> {
                byte[] text = "zoë".repeat(random.nextInt(80)).getBytes(StandardCharsets.UTF_8);
                if (scalar) {
                    ValueEncoder.delimited(out, type, text, 0, text.length);
                } else {
                    ValueEncoder.element(out, text, 0, text.length);
                }
                yield type.element() == Element.BYTES
                        ? ByteString.copyFrom(text)
                        : new String(text, StandardCharsets.UTF_8);
            }
        };
    }

    private static Object whole(ByteSink out, ValueType type, long value, boolean narrow) {
        if (type.scalar()) {
            ValueEncoder.whole(out, type, value);
        } else {
            out.varint(value);
        }
        return narrow ? (Object) (int) value : (Object) value;
    }

    private static DynamicMessage expected(FieldDescriptor field, ValueType type, List<Object> elements) {
        Object content = elements.isEmpty() ? "" : elements.getFirst();
        if (!type.scalar()) {
            DynamicMessage.Builder list = DynamicMessage.newBuilder(field.getMessageType());
            elements.forEach(
                    element -> list.addRepeatedField(field.getMessageType().findFieldByNumber(1), element));
            content = list.build();
        }
        return DynamicMessage.newBuilder(VALUE).setField(field, content).build();
    }

    private static Descriptor descriptor() {
        try {
            FileDescriptorProto file = FileDescriptorProto.parseFrom(Fixtures.bytes("value.desc"));
            return FileDescriptor.buildFrom(file, new FileDescriptor[0]).findMessageTypeByName("Value");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
