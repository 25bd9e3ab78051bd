package dev.slipway.modelserver.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.modelserver.Mutations;
import dev.slipway.modelserver.TestModels;
import dev.slipway.modelserver.config.ModelServerConfig.Threads;
import dev.slipway.modelserver.failure.Reason;
import dev.slipway.workload.failure.FailureException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged model files are told so before anybody loads them. */
final class HostileModelsTest {
    private static final Set<Reason> EXPECTED =
            Set.of(Reason.ArtifactCorrupt, Reason.UnsupportedModelFormat, Reason.ModelLoadFailed);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"iris", "types", "zipmap", "maps", "loop", "uint32", "external/model", "initializer_input"})
    void a_damaged_file_is_skimmed_rewritten_or_refused_with_a_reason(String name) throws Exception {
        byte[] whole = Files.readAllBytes(TestModels.path(name));
        Mutations mutations = new Mutations(name.hashCode());
        Path file = directory.resolve("model.onnx");
        for (int i = 0; i < Mutations.ROUNDS / 4; i++) {
            Files.write(file, mutations.of(whole));
            try {
                ModelSignature signature = OnnxFile.skim(file);
                assertThat(signature.outputs()).isNotEmpty();
                ExternalData.locations(file)
                        .forEach(location ->
                                assertThat(RelativeName.isSafe(location)).isTrue());
                OnnxFile.rewritten(file, Optional.empty());
            } catch (FailureException e) {
                assertThat(e.failure().reason()).isIn(EXPECTED);
                assertThat(e.failure().message()).doesNotContain("Exception");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 30, 1L << 40, Long.MAX_VALUE})
    void an_input_that_no_buffer_can_hold_is_refused_with_its_shape(long size) throws Exception {
        refused(graph(value(11, "x", size), value(12, "y", 1)), "The input 'x' has the shape [-1, " + size + "]");
    }

    @Test
    void a_graph_with_one_name_for_two_outputs_is_refused() throws Exception {
        refused(graph(value(11, "x", 1), value(12, "y", 1), value(12, "y", 1)), "two outputs 'y'");
        refused(graph(value(11, "x", 1), value(11, "x", 1), value(12, "y", 1)), "two inputs 'x'");
    }

    private void refused(WireWriter graph, String message) throws Exception {
        WireWriter opset = new WireWriter().number(2, 18);
        WireWriter model = new WireWriter().number(1, 10).message(7, graph).message(8, opset);
        Path file = Files.write(directory.resolve("model.onnx"), model.toByteArray());
        assertThatThrownBy(() -> OnnxModel.load(file, Threads.DEFAULT))
                .hasMessageContaining(message)
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().reason()).isEqualTo(Reason.UnsupportedModelFormat));
    }

    private static WireWriter graph(WireWriter... values) {
        WireWriter graph =
                new WireWriter().message(1, OnnxNodes.identity("x", "y")).text(2, "g");
        for (WireWriter value : values) {
            graph.append(value);
        }
        return graph;
    }

    /** FP32 [-1, size] as this field of a graph. */
    private static WireWriter value(int field, String name, long size) {
        WireWriter free = new WireWriter().text(2, "n");
        WireWriter shape = new WireWriter().message(1, free).message(1, new WireWriter().number(1, size));
        WireWriter tensor = new WireWriter().number(1, 1).message(2, shape);
        WireWriter value = new WireWriter().text(1, name).message(2, new WireWriter().message(1, tensor));
        return new WireWriter().message(field, value);
    }
}
