package dev.slipway.modelserver.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import dev.slipway.workload.json.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The quick number reader against Java's parser and against the complete reader; -Dplain.number.cases for more cases. */
class PlainNumberTest {
    private static final int CASES = Integer.getInteger("plain.number.cases", 200_000);
    private final SplittableRandom random = new SplittableRandom(42);

    @Test
    void random_floats_in_every_notation_are_read_as_java_reads_them() throws Exception {
        for (int i = 0; i < CASES; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(value)) {
                agree(Float.toString(value));
                agree(new BigDecimal(value).toString());
                agree(String.format("%.17e", (double) value));
            }
        }
    }

    @Test
    void random_doubles_are_read_as_java_reads_them() throws Exception {
        for (int i = 0; i < CASES; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                agree(Double.toString(value));
            }
            agree(Double.toString(random.nextDouble(-100, 100)));
        }
    }

    @Test
    void numbers_at_and_beside_the_middle_between_two_floats_are_read_as_java_reads_them() throws Exception {
        for (int i = 0; i < CASES; i++) {
            float value = random.nextInt(4) == 0
                    ? Float.intBitsToFloat(random.nextInt() & 0x7f7fffff)
                    : random.nextInt(1 << 24) / (float) (1 << random.nextInt(30));
            BigDecimal middle = new BigDecimal(value)
                    .add(new BigDecimal(Math.nextUp(value)))
                    .divide(BigDecimal.TWO);
            agree(middle.toString());
            agree(middle.toPlainString());
            BigDecimal nudge = middle.ulp();
            agree(middle.add(nudge).toString());
            agree(middle.subtract(nudge).toString());
        }
    }

    @Test
    void random_digits_are_read_as_java_reads_them() throws Exception {
        for (int i = 0; i < CASES; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "-" : "");
            text.append(random.nextInt(3) == 0 ? "0" : "" + (1 + random.nextInt(9)) + digits(random.nextInt(18)));
            if (random.nextInt(4) > 0) {
                text.append('.').append(digits(1 + random.nextInt(24)));
            }
            if (random.nextInt(3) == 0) {
                text.append(random.nextBoolean() ? "e" : "E")
                        .append(List.of("", "+", "-").get(random.nextInt(3)));
                text.append(random.nextInt(50));
            }
            agree(text.toString());
        }
    }

    @Test
    void edges_are_read_as_java_reads_them() throws Exception {
        for (String text : List.of(
                "0",
                "-0",
                "0.0",
                "-0.0",
                "0e5",
                "-0e-5",
                "1",
                "-1",
                "16777217",
                "9007199254740993",
                "1e22",
                "1e23",
                "1e-22",
                "1e-23",
                "3.4028235e38",
                "3.4028236e38",
                "3.4028235677973366e38",
                "1e39",
                "-1e39",
                "1e400",
                "1.17549435e-38",
                "1.4e-45",
                "7.0e-46",
                "7.1e-46",
                "1e-400",
                "4.9e-324",
                "2.5e-324",
                "123456789012345678",
                "1234567890123456789",
                "12345678901234567890",
                "0.000000000000000000000000000000000001",
                "179769313486231580793e289",
                "0.1",
                "0.3",
                "1.00000017881393432617187499",
                "1.00000017881393432617187500",
                "1.00000017881393432617187501")) {
            agree(text);
        }
    }

    @Test
    void what_is_no_json_number_is_left_to_the_complete_reader() {
        for (String text : List.of(
                "",
                "-",
                "+1",
                "01",
                "-01",
                "1.",
                ".5",
                "-.5",
                "1e",
                "1e+",
                "1.e5",
                "NaN",
                "Infinity",
                "-Infinity",
                "0x10",
                "1_000",
                "null",
                "\"1\"",
                "--1",
                "00",
                "1".repeat(65))) {
            byte[] document = text.getBytes(StandardCharsets.US_ASCII);
            assertThat(reads(document, PlainJson::nextFloat)).as(text).isFalse();
            assertThat(reads(document, PlainJson::nextDouble)).as(text).isFalse();
            assertThat(reads(document, PlainJson::nextLong)).as(text).isFalse();
        }
    }

    @Test
    void a_number_does_not_go_on_into_the_bytes_behind_the_document() throws Exception {
        byte[] document = "12345".getBytes(StandardCharsets.US_ASCII);
        assertThat(new PlainJson(document, 3).nextFloat()).isEqualTo(123f);
    }

    /** What the quick reader reads is what both others read; it may leave some to them. */
    private static void agree(String text) throws IOException {
        byte[] document = text.getBytes(StandardCharsets.US_ASCII);
        try {
            float value = new PlainJson(document, document.length).nextFloat();
            if (value != 0 || text.contains(".")) {
                same(text, value, Float.parseFloat(text));
            }
            try (JsonParser parser = complete(document)) {
                same(text, value, parser.getFloatValue());
            }
        } catch (UnusualException e) {
            assertThat(text.length() > 18 || !Float.isFinite(Float.parseFloat(text)))
                    .as(text)
                    .isTrue();
        }
        try {
            double value = new PlainJson(document, document.length).nextDouble();
            try (JsonParser parser = complete(document)) {
                assertThat(Double.doubleToRawLongBits(value))
                        .as(text)
                        .isEqualTo(Double.doubleToRawLongBits(parser.getDoubleValue()));
            }
        } catch (UnusualException e) {
            assertThat(text.length() > 18 || !Double.isFinite(Double.parseDouble(text)))
                    .as(text)
                    .isTrue();
        }
    }

    private static void same(String text, float actual, float expected) {
        if (Float.floatToRawIntBits(actual) != Float.floatToRawIntBits(expected)) {
            throw new AssertionError(text + " is read as " + actual + ", not " + expected);
        }
    }

    private static JsonParser complete(byte[] document) throws IOException {
        JsonParser parser = Json.FACTORY.createParser(document);
        parser.nextToken();
        return parser;
    }

    private String digits(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(random.nextInt(10));
        }
        return text.toString();
    }

    private interface Reading {
        void read(PlainJson json) throws UnusualException;
    }

    private static boolean reads(byte[] document, Reading reading) {
        PlainJson json = new PlainJson(document, document.length);
        try {
            reading.read(json);
            json.end();
            return true;
        } catch (UnusualException e) {
            return false;
        }
    }
}
