package dev.slipway.driftjob.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.metadata.RepetitionType;
import dev.hardwood.metadata.SchemaElement;
import dev.hardwood.schema.FileSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ParquetColumnTest {
    private static final int COLUMNS = 4_000;

    /** By a search through all columns for each, in each of which a search went on, it took hours. */
    @Test
    @Timeout(60)
    void thousands_of_columns_are_found_by_name_in_seconds() {
        List<SchemaElement> elements = new ArrayList<>();
        elements.add(element("schema", null, COLUMNS));
        IntStream.range(0, COLUMNS).forEach(i -> elements.add(element("column " + i, PhysicalType.DOUBLE, null)));
        FileSchema schema = FileSchema.fromSchemaElements(elements);
        for (int i = 0; i < COLUMNS; i++) {
            assertThat(ParquetColumn.named(schema, "column " + i).orElseThrow().index())
                    .isEqualTo(i);
        }
        assertThat(ParquetColumn.named(schema, "another")).isEmpty();
    }

    private static SchemaElement element(String name, @Nullable PhysicalType type, @Nullable Integer children) {
        RepetitionType repetition = type == null ? null : RepetitionType.REQUIRED;
        return new SchemaElement(name, type, null, repetition, children, null, null, null, null, null);
    }
}
