package dev.slipway.featureserver.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.FieldStatus;
import dev.slipway.featureserver.codec.Fixtures;
import dev.slipway.featureserver.codec.JsonValues;
import dev.slipway.featureserver.codec.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JsonCellsTest {
    /** Feast's own JSON of a zoned time has lost its zone; its empty inner list has lost its type. */
    private static final Set<ValueType> LOSSY =
            Set.of(ValueType.ZONED_TIMESTAMP, ValueType.VALUE_LIST, ValueType.VALUE_SET);

    static Stream<String[]> feastsValues() {
        return Fixtures.rows("values.tsv").stream()
                .filter(row -> !LOSSY.contains(ValueType.valueOf(row[0])) && row.length == 3);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("feastsValues")
    void what_feast_answers_becomes_the_bytes_that_feast_stores(String type, String hex, String json) throws Exception {
        assertThat(HexFormat.of().formatHex(written(ValueType.valueOf(type), json)))
                .isEqualTo(hex);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MAP|{\"a\":1,\"b\":[1.5,2],\"c\":{\"d\":[\"x\"],\"e\":null},\"f\":[{\"g\":true}],\"h\":[]}|{\"a\":1,\"b\":[1.5,2.0],\"c\":{\"d\":[\"x\"],\"e\":null},\"f\":[{\"g\":true}],\"h\":[]}",
                "MAP|\"{\\\"a\\\": [1, 9007199254740993]}\"|{\"a\":[1,9007199254740993]}",
                "STRUCT|{\"a\":[1,\"x\",null,[2]]}|{\"a\":[1,\"x\",null,[2]]}",
                "MAP_LIST|[{\"a\":1},\"{\\\"b\\\":2}\"]|[{\"a\":1},{\"b\":2}]",
                "VALUE_LIST|[[1,2],[],[[3]],null,\"x\"]|[[1,2],[],[[3]],null,\"x\"]",
                "JSON|{\"a\":[1,null,{}]}|\"{\\\"a\\\":[1,null,{}]}\"",
                "JSON_LIST|[\"1\",{}]|[\"1\",\"{}\"]",
                "ZONED_TIMESTAMP|\"2026-01-02T01:00:00+01:00[Europe/Berlin]\"|\"2026-01-02T01:00:00+01:00\"",
                "ZONED_TIMESTAMP|\"2026-07-02 01:00:00-07:00\"|\"2026-07-02T01:00:00-07:00\"",
                "ZONED_TIMESTAMP|\"1970-01-01T00:00:00Z\"|\"1970-01-01T00:00:00+00:00\"",
                "ZONED_TIMESTAMP|\"2026-01-02T01:00:00\"|\"2026-01-02T01:00:00+00:00\""
            })
    void nested_values_are_served_as_they_came(String type, String json, String served) throws Exception {
        byte[] value = written(ValueType.valueOf(type), json);
        ByteSink out = new ByteSink(16);
        FieldStatus status = new JsonValues().write(out, ValueType.valueOf(type), value, 0, value.length);
        assertThat(status).isEqualTo(FieldStatus.PRESENT);
        assertThat(new String(out.toByteArray(), StandardCharsets.UTF_8)).isEqualTo(served);
    }

    @Test
    void a_map_as_deep_as_is_taken_is_served() throws Exception {
        String deep = "{\"m\":".repeat(16) + "1" + "}".repeat(16);
        byte[] value = written(ValueType.MAP, deep);
        ByteSink out = new ByteSink(16);
        assertThat(new JsonValues().write(out, ValueType.MAP, value, 0, value.length))
                .isEqualTo(FieldStatus.PRESENT);
        assertThat(new String(out.toByteArray(), StandardCharsets.UTF_8)).isEqualTo(deep);
        assertThatThrownBy(() -> written(ValueType.MAP, "{\"m\":" + deep + "}"))
                .isInstanceOf(CellException.class)
                .hasMessageContaining("deeper than 16");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MAP|[1]|an object",
                "MAP|\"[1]\"|an object",
                "MAP|\"{\"|an object",
                "MAP|{\"a\":9223372036854775808}|a whole number",
                "MAP_LIST|[1]|an object",
                "MAP_LIST|[null]|cannot hold null",
                "JSON|\"{\"|a JSON document",
                "ZONED_TIMESTAMP|1|a time as",
                "ZONED_TIMESTAMP|\"2026-01-02T01:00:00.5Z\"|a whole second",
                "ZONED_TIMESTAMP|\"2026-01-02T01:00:00[Mars/Phobos]\"|a time as",
                "SCALAR_MAP|{\"a\":1}|written by gRPC"
            })
    void what_a_type_cannot_hold_is_named(String type, String json, String why) {
        assertThatThrownBy(() -> written(ValueType.valueOf(type), json))
                .isInstanceOf(CellException.class)
                .hasMessageContaining(why);
    }

    private static byte[] written(ValueType type, String json) throws Exception {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        ByteSink out = new ByteSink(8);
        try (JsonParser in = RequestJson.parser(text, 0, text.length)) {
            in.nextToken();
            JsonCells.write(out, type, in);
        }
        return out.toByteArray();
    }
}
