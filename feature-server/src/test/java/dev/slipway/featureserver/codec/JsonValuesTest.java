package dev.slipway.featureserver.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JsonValuesTest {
    static Stream<String[]> values() {
        return Fixtures.rows("values.tsv").stream();
    }

    @ParameterizedTest
    @MethodSource("values")
    void a_value_reads_as_feasts_server_writes_it(String type, String hex, String json) {
        ByteSink out = new ByteSink(1);
        FieldStatus status = write(out, ValueType.valueOf(type), HexFormat.of().parseHex(hex));

        assertThat(status).isEqualTo(FieldStatus.PRESENT);
        assertThat(decoded(text(out))).isEqualTo(decoded(json));
    }

    @ParameterizedTest
    @CsvSource({
        "DOUBLE, '', NULL_VALUE",
        "DOUBLE, 980100, NULL_VALUE",
        "DOUBLE, 29000000000000f07f, NULL_VALUE",
        "DOUBLE, 29000000000000f87f, NULL_VALUE",
        "FLOAT, 35000080ff, NULL_VALUE",
        "UNIX_TIMESTAMP, 4080808080808080808001, NULL_VALUE",
        "DOUBLE, 2014, INVALID",
        "INT64, 1200, INVALID",
        "INT64, 20, INVALID",
        "INT64, 20ffffffffffffffffffffff, INVALID",
        "STRING, 12ff7f61, INVALID",
        "STRING, 1201ff, INVALID",
        "STRING, 1203eda080, INVALID",
        "FLOAT_LIST, 82010a0a0900004040, INVALID",
    })
    void what_is_no_value_of_the_declared_type_is_null(String type, String hex, String status) {
        ByteSink out = new ByteSink(1);
        out.put('x');

        assertThat(write(out, ValueType.valueOf(type), HexFormat.of().parseHex(hex)))
                .isEqualTo(FieldStatus.valueOf(status));
        assertThat(text(out)).isEqualTo("xnull");
    }

    @Test
    void a_list_with_a_number_that_json_cannot_say_keeps_the_others() {
        ByteSink value = new ByteSink(1);
        for (double element : new double[] {1.5, Double.NaN, -2}) {
            value.int64(Double.doubleToRawLongBits(element));
        }
        ValueEncoder.endList(value, ValueType.DOUBLE_LIST, 0);
        ByteSink out = new ByteSink(1);

        assertThat(write(out, ValueType.DOUBLE_LIST, value.toByteArray())).isEqualTo(FieldStatus.PRESENT);
        assertThat(text(out)).isEqualTo("[1.5,null,-2.0]");
    }

    @Test
    void poisoned_bytes_never_do_more_than_write_null_or_valid_json() {
        Random random = new Random(7);
        String[][] rows = Fixtures.rows("values.tsv").toArray(String[][]::new);
        ByteSink out = new ByteSink(1);
        for (int i = 0; i < 200_000; i++) {
            String[] row = rows[random.nextInt(rows.length)];
            byte[] poisoned = HexFormat.of().parseHex(row[1]);
            if (poisoned.length == 0 || poisoned.length > 400) {
                continue;
            }
            poisoned[random.nextInt(poisoned.length)] ^= (byte) (1 << random.nextInt(8));
            byte[] cut = Arrays.copyOf(poisoned, random.nextInt(poisoned.length + 1));
            out.truncate(0);
            FieldStatus status = write(out, ValueType.valueOf(row[0]), cut);
            if (status == FieldStatus.PRESENT) {
                decoded(text(out));
            } else {
                assertThat(text(out)).isEqualTo("null");
            }
        }
    }

    private static FieldStatus write(ByteSink out, ValueType type, byte[] value) {
        return new JsonValues().write(out, type, value, 0, value.length);
    }

    private static Object decoded(String json) {
        return Json.decodeValue("[" + json + "]");
    }

    private static String text(ByteSink out) {
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }
}
