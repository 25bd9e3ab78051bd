package dev.slipway.featureserver.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EntityKeyLayoutTest {
    static Stream<String[]> keys() {
        return Fixtures.rows("keys.tsv").stream();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void a_key_has_the_bytes_that_feast_gives_it(String project, String columns, String hex) {
        List<JoinKey> keys = new ArrayList<>();
        Map<String, String> values = new TreeMap<>();
        for (Object column : new JsonArray(columns)) {
            JsonArray parts = (JsonArray) column;
            keys.add(new JoinKey(parts.getString(0), ValueType.valueOf(parts.getString(1))));
            values.put(parts.getString(0), parts.getString(2));
        }
        EntityKeyLayout layout = new EntityKeyLayout(keys, project);
        ByteSink out = new ByteSink(1);
        layout.begin(out);
        for (JoinKey key : layout.keys()) {
            String value = values.getOrDefault(key.name(), "");
            switch (key.type()) {
                case INT32 -> EntityKeyLayout.int32(out, Integer.parseInt(value));
                case INT64, UNIX_TIMESTAMP -> EntityKeyLayout.int64(out, key.type(), Long.parseLong(value));
                case STRING -> delimited(out, key.type(), value.getBytes(StandardCharsets.UTF_8));
                default -> delimited(out, key.type(), HexFormat.of().parseHex(value));
            }
        }
        layout.end(out);

        assertThat(HexFormat.of().formatHex(out.toByteArray())).isEqualTo(hex);
    }

    @Test
    void a_view_without_entities_has_feasts_placeholder() {
        byte[] key = new EntityKeyLayout(List.of(), "p").onlyKey();

        assertThat(HexFormat.of().formatHex(key))
                .isEqualTo("01000000020000000a0000005f5f64756d6d795f6964020000000000000070");
    }

    @Test
    void a_type_that_feast_cannot_make_a_key_of_is_refused() {
        assertThatThrownBy(() -> new JoinKey("k", ValueType.DOUBLE)).hasMessageContaining("k has type DOUBLE");
    }

    @Test
    void a_field_is_named_by_murmur3_of_view_and_feature() {
        for (String[] row : Fixtures.rows("fields.tsv")) {
            ByteSink out = new ByteSink(4);
            out.int32(FieldNames.feature(row[0], row[1]));
            assertThat(HexFormat.of().formatHex(out.toByteArray()))
                    .as(row[0] + ":" + row[1])
                    .isEqualTo(row[2]);
        }
    }

    private static void delimited(ByteSink out, ValueType type, byte[] value) {
        EntityKeyLayout.delimited(out, type, value, 0, value.length);
    }
}
