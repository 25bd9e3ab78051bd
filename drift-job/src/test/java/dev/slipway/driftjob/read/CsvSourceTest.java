package dev.slipway.driftjob.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvSourceTest {
    @TempDir
    Path folder;

    @Test
    void quotes_line_ends_and_empty_fields_are_as_rfc_4180_says() throws IOException {
        CsvSource source = csv("a,b,c\r\n1,\"x \"\"y\"\", z\",\r\n\r\n2,\"\",\"two\nlines\"\r\n3,,end");
        assertThat(texts(source, "b")).containsExactly("x \"y\", z", "", null);
        assertThat(texts(source, "c")).containsExactly(null, "two\nlines", "end");
        assertThat(source.columns().getFirst()).isEqualTo(new Source.Column("a", ColumnType.NUMBER));
    }

    @Test
    void types_come_from_the_values() throws IOException {
        CsvSource source = csv("n,t,d,s,empty\n1e3,true,2026-01-02T03:04:05.5+01:00,a,\n-0.5,false,2026-01-02,1,\n");
        assertThat(source.columns().stream().map(Source.Column::type))
                .containsExactly(
                        ColumnType.NUMBER,
                        ColumnType.BOOLEAN,
                        ColumnType.TIMESTAMP,
                        ColumnType.TEXT,
                        ColumnType.NUMBER);
        assertThat(numbers(source, "d")).containsExactly(1767319445.5, 1767312000.0);
        assertThat(numbers(source, "n")).containsExactly(1000.0, -0.5);
    }

    @Test
    void what_programs_write_for_no_value_is_null_among_numbers_and_a_name_among_texts() throws IOException {
        CsvSource source = csv("n,t,s\n1,true,a\nNA,null,NA\n\"\",N/A,\"\"\n2,false,\n");
        assertThat(source.columns().stream().map(Source.Column::type))
                .containsExactly(ColumnType.NUMBER, ColumnType.BOOLEAN, ColumnType.TEXT);
        assertThat(states(source, "n")).isEqualTo("vnnv");
        assertThat(states(source, "t")).isEqualTo("vnnv");
        assertThat(texts(source, "s")).containsExactly("a", "NA", "", null);
    }

    @Test
    void a_given_type_is_no_guess_and_what_does_not_fit_is_invalid() throws IOException {
        CsvSource source = csv("code,n\n007,1\n008,unknown\n");
        Source typed = source.typed(Map.of("code", ColumnType.TEXT, "n", ColumnType.NUMBER));
        assertThat(texts(typed, "code")).containsExactly("007", "008");
        assertThat(states(typed, "n")).isEqualTo("vi");
    }

    @Test
    void an_empty_line_is_a_null_where_there_is_one_column_and_nothing_where_there_are_more() throws IOException {
        assertThat(states(csv("a\n1\n\n\r\n2\n"), "a")).isEqualTo("vnnv");
        assertThat(states(csv("a,b\n1,2\n\n3,4\n\n"), "a")).isEqualTo("vv");
    }

    @Test
    void a_byte_order_mark_is_no_part_of_a_name() throws IOException {
        assertThat(numbers(csv("\uFEFF\"a\",b\n1,2\n"), "a")).containsExactly(1.0);
        assertThat(numbers(csv("\uFEFFa,b\n1,2\n"), "a")).containsExactly(1.0);
    }

    @Test
    void numbers_are_read_as_java_reads_them() {
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < 200_000; i++) {
            String text =
                    switch (i % 4) {
                        case 0 -> Double.toString(random.nextGaussian() * 1e3);
                        case 1 -> Double.toString(Double.longBitsToDouble(random.nextLong()));
                        case 2 -> Long.toString(random.nextLong());
                        default -> random.nextInt(100_000) + "." + random.nextInt(1_000_000);
                    };
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            assertThat(TextValues.number(bytes, 0, bytes.length)).isEqualTo(Double.valueOf(text));
        }
        for (String text : List.of("", "-", ".", "1f", "0x10", "1,5", "abc", "--1", "1e")) {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            assertThat(TextValues.invalid(TextValues.number(bytes, 0, bytes.length)))
                    .as(text)
                    .isTrue();
        }
    }

    @Test
    void a_broken_file_is_refused_with_the_line() throws IOException {
        assertThatThrownBy(() -> texts(csv("a,b\n1,2\n3\n"), "a"))
                .hasMessageContaining("line 3")
                .hasMessageContaining("1 fields");
        assertThatThrownBy(() -> texts(csv("a,b\n1,\"x\n"), "a")).hasMessageContaining("line 2");
        assertThatThrownBy(() -> texts(csv("a,b\n1,\"x\"y\n"), "a")).hasMessageContaining("closing quote");
        assertThatThrownBy(() -> texts(csv(""), "a")).hasMessageContaining("empty");
        assertThatThrownBy(() -> texts(csv("a,a\n"), "a")).hasMessageContaining("twice");
        assertThatThrownBy(() -> texts(csv("a\n1\n"), "b")).hasMessageContaining("no column b");
        assertThatThrownBy(() -> texts(new CsvSource(folder.resolve("absent"), ','), "b"))
                .hasMessageContaining("no file");
    }

    @Test
    void a_budget_ends_the_reading_and_a_sample_is_the_same_every_time() throws IOException {
        StringBuilder text = new StringBuilder("a\n");
        for (int i = 0; i < 20_000; i++) {
            text.append(i).append('\n');
        }
        CsvSource source = csv(text.toString());
        Source.Result cut = source.read(List.of("a"), new Budget(5_000, Long.MAX_VALUE, 1), batch -> {});
        assertThat(cut.rows()).isEqualTo(5_000);
        assertThat(cut.complete()).isFalse();
        Budget tenth = new Budget(Long.MAX_VALUE, Long.MAX_VALUE, 0.1);
        Source.Result sample = source.read(List.of("a"), tenth, batch -> {});
        assertThat(sample.rows()).isBetween(1_850L, 2_150L);
        assertThat(source.read(List.of("a"), tenth, batch -> {})).isEqualTo(sample);
    }

    private CsvSource csv(String text) throws IOException {
        return new CsvSource(Files.writeString(folder.resolve("data.csv"), text), ',');
    }

    private static List<@Nullable String> texts(Source source, String column) throws IOException {
        List<@Nullable String> texts = new ArrayList<>();
        source.read(List.of(column), Budget.UNLIMITED, batch -> {
            ColumnData data = batch.columns().getFirst();
            for (int row = 0; row < batch.rows(); row++) {
                texts.add(
                        data.isNull(row)
                                ? null
                                : new String(
                                        data.textBytes(),
                                        data.type() == ColumnType.TEXT ? data.textStart(row) : 0,
                                        data.type() == ColumnType.TEXT ? data.textEnd(row) - data.textStart(row) : 0,
                                        StandardCharsets.UTF_8));
            }
        });
        return texts;
    }

    /** A letter for each row: value, null, invalid. */
    private static String states(Source source, String column) throws IOException {
        StringBuilder states = new StringBuilder();
        source.read(List.of(column), Budget.UNLIMITED, batch -> {
            ColumnData data = batch.columns().getFirst();
            for (int row = 0; row < batch.rows(); row++) {
                states.append(data.isNull(row) ? 'n' : data.isInvalid(row) ? 'i' : 'v');
            }
        });
        return states.toString();
    }

    private static List<Double> numbers(Source source, String column) throws IOException {
        List<Double> numbers = new ArrayList<>();
        source.read(List.of(column), Budget.UNLIMITED, batch -> {
            for (int row = 0; row < batch.rows(); row++) {
                numbers.add(batch.columns().getFirst().number(row));
            }
        });
        return numbers;
    }
}
