package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.Mutations;
import dev.slipway.modelserver.http.HostileClient.Seed;
import dev.slipway.modelserver.inference.RequestMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong tensors of every type, as V1, as V2 in JSON and in binary form, of one row and of thousands. */
@Timeout(180)
class HostileTensorsTest {
    private static final int ROUNDS = Integer.getInteger("slipway.fuzz.rounds", 150);

    /** More bytes than are counted for nobody. */
    private static final int MANY = 20_000;

    /** An input: its type, how many bytes an element has (0: strings), elements of a row, an element as JSON. */
    private record Input(String name, String type, int size, int width, String element) {
        String header(int rows, String data) {
            String shape = width == 0 ? "[" + rows + "]" : "[" + rows + "," + width + "]";
            return "{\"name\":\"" + name + "\",\"shape\":" + shape + ",\"datatype\":\"" + type + "\"," + data + "}";
        }

        int elements(int rows) {
            return rows * Math.max(1, width);
        }

        String json(int rows) {
            return header(rows, "\"data\":[" + list(elements(rows)) + "]");
        }

        String binary(int rows) {
            return header(rows, "\"parameters\":{\"binary_data_size\":" + bytes(rows).length + "}");
        }

        byte[] bytes(int rows) {
            if (size > 0) {
                return new byte[elements(rows) * size];
            }
            byte[] strings = new byte[elements(rows) * 5];
            for (int i = 0; i < strings.length; i += 5) {
                strings[i] = 1;
                strings[i + 4] = 'a';
            }
            return strings;
        }

        String list(int count) {
            return IntStream.range(0, count).mapToObj(i -> element).collect(Collectors.joining(","));
        }
    }

    private static final Map<String, List<Input>> MODELS = Map.of(
            "types",
                    List.of(
                            new Input("bool", "BOOL", 1, 0, "true"),
                            new Input("int8", "INT8", 1, 0, "-7"),
                            new Input("int16", "INT16", 2, 0, "-700"),
                            new Input("int32", "INT32", 4, 0, "-70000"),
                            new Input("fp16", "FP16", 2, 0, "1.5"),
                            new Input("bf16", "BF16", 2, 0, "2.5"),
                            new Input("fp64", "FP64", 8, 0, "1e-200")),
            "strings", List.of(new Input("city", "BYTES", 0, 1, "\"Oslo\\u00e9\"")),
            "int64", List.of(new Input("x", "INT64", 8, 2, "9007199254740993")),
            "uint32", List.of(new Input("x", "UINT32", 4, 2, "4294967295")),
            "uint8", List.of(new Input("x", "UINT8", 1, 3, "255")),
            "multi_input", List.of(new Input("age", "INT64", 8, 1, "40"), new Input("income", "FP32", 4, 1, "1000.5")));

    @ParameterizedTest
    @ValueSource(strings = {"types", "strings", "int64", "uint32", "uint8", "multi_input"})
    void what_is_wrong_is_refused_and_nothing_is_kept(String model) throws Exception {
        List<Input> inputs = Objects.requireNonNull(MODELS.get(model));
        RequestMemory memory = HostileClient.memory();
        try (ServerFixture server = ServerFixture.withMemory(model, memory)) {
            HostileClient client = new HostileClient(server, memory);
            for (Seed seed : List.of(v2(model, inputs, 2), v1(model, inputs), binary(model, inputs, 2))) {
                client.accepts(seed);
                if (seed.headers().isEmpty()) {
                    client.replaceValues(seed);
                }
                client.damage(seed, new Mutations(9), ROUNDS);
                client.accepts(seed);
            }
            for (Seed seed : List.of(v2(model, inputs, MANY), binary(model, inputs, MANY))) {
                client.accepts(seed);
                client.damage(seed, new Mutations(10), ROUNDS / 5);
                lengths(client, seed);
                client.assertNothingKept();
                client.accepts(seed);
            }
            client.assertNothingKept();
        }
    }

    /** Cut at every tenth and longer by a byte. */
    private static void lengths(HostileClient client, Seed seed) throws Exception {
        for (int tenths = 1; tenths < 10; tenths++) {
            byte[] cut = Arrays.copyOf(seed.body(), (int) (seed.body().length / 10L * tenths));
            assertThat(client.post(seed.with(cut))).isEqualTo(400);
        }
        byte[] longer = Arrays.copyOf(seed.body(), seed.body().length + 1);
        longer[longer.length - 1] = ',';
        assertThat(client.post(seed.with(longer))).isEqualTo(400);
    }

    private static Seed v2(String model, List<Input> inputs, int rows) {
        return Seed.json(
                "/v2/models/" + model + "/infer",
                inputs.stream()
                        .map(input -> input.json(rows))
                        .collect(Collectors.joining(",", "{\"id\":\"1\",\"inputs\":[", "]}")));
    }

    private static Seed v1(String model, List<Input> inputs) {
        String row = inputs.size() == 1
                ? "[" + inputs.getFirst().list(Math.max(1, inputs.getFirst().width())) + "]"
                : inputs.stream()
                        .map(input -> "\"" + input.name() + "\":" + input.element())
                        .collect(Collectors.joining(",", "{", "}"));
        String first = inputs.getFirst().width() == 0 && inputs.size() == 1
                ? inputs.getFirst().element()
                : row;
        return Seed.json("/v1/models/" + model + ":predict", "{\"instances\":[" + first + "," + first + "]}");
    }

    private static Seed binary(String model, List<Input> inputs, int rows) {
        List<byte[]> tensors = new ArrayList<>();
        inputs.forEach(input -> tensors.add(input.bytes(rows)));
        byte[] all = new byte[tensors.stream().mapToInt(tensor -> tensor.length).sum()];
        int at = 0;
        for (byte[] tensor : tensors) {
            System.arraycopy(tensor, 0, all, at, tensor.length);
            at += tensor.length;
        }
        return Seed.binary(
                "/v2/models/" + model + "/infer",
                inputs.stream()
                        .map(input -> input.binary(rows))
                        .collect(Collectors.joining(",", "{\"inputs\":[", "]}")),
                all);
    }
}
