package dev.slipway.modelserver.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.workload.json.Json;
import java.io.StringWriter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The quick writer rests on this: Java writes a number as Jackson's generator does. */
class PlainElementsTest {
    @Test
    void java_writes_floats_and_doubles_as_the_generator_does() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 200_000; i++) {
            float single = i % 2 == 0 ? Float.intBitsToFloat(random.nextInt()) : (float) random.nextDouble(-1, 1);
            double twice = i % 2 == 0 ? Double.longBitsToDouble(random.nextLong()) : random.nextDouble(-1, 1);
            if (Float.isFinite(single) && Double.isFinite(twice)) {
                StringWriter text = new StringWriter();
                try (JsonGenerator json = Json.FACTORY.createGenerator(text)) {
                    json.writeStartArray();
                    json.writeNumber(single);
                    json.writeNumber(twice);
                    json.writeEndArray();
                }
                StringBuilder java = new StringBuilder("[");
                java.append(single);
                java.append(',');
                java.append(twice);
                java.append(']');
                assertThat(java.toString()).isEqualTo(text.toString());
            }
        }
    }
}
