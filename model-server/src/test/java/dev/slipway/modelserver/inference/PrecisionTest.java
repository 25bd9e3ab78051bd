package dev.slipway.modelserver.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.OracleModels;
import dev.slipway.modelserver.PythonScript;
import dev.slipway.modelserver.config.ModelServerConfig.Threads;
import dev.slipway.modelserver.config.ServingConfig.Batching;
import dev.slipway.modelserver.onnx.OnnxModel;
import dev.slipway.modelserver.precision.ParityReport;
import dev.slipway.modelserver.precision.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** FP16 and INT8 made at load, beside what ONNX Runtime's Python tools make of the same models. */
final class PrecisionTest {
    private static final Path TOOLS = Path.of("target/precision");
    private static final List<String> CPU = List.of("CPU");

    @BeforeAll
    static void convert() throws Exception {
        PythonScript.Outcome outcome = PythonScript.run(
                "precision_models.py", List.of(OracleModels.directory().toString(), TOOLS.toString()));
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    }

    @Test
    void int8_models_give_the_answers_of_the_tools_models_bit_for_bit() throws Exception {
        List<Compared> all = compareAll(Precision.INT8);

        assertThat(all).hasSizeGreaterThanOrEqualTo(35);
        assertThat(all.stream().filter(model -> model.ours().nodes().changed() > 0))
                .hasSizeGreaterThanOrEqualTo(5);
        assertThat(all).allSatisfy(model -> assertThat(model.apart()).isZero());
    }

    /** Where nothing is computed in halves, the tool rounds what is carried through to halves for nothing. */
    @Test
    void fp16_models_give_the_answers_of_the_tools_models_bit_for_bit_or_better_ones() throws Exception {
        List<Compared> all = compareAll(Precision.FP16);

        assertThat(all).hasSizeGreaterThanOrEqualTo(35);
        assertThat(all.stream().filter(model -> model.apart() == 0)).hasSizeGreaterThanOrEqualTo(25);
        assertThat(all.stream()
                        .filter(model ->
                                model.apart() == 0 && model.ours().nodes().changed() > 0))
                .hasSizeGreaterThanOrEqualTo(5);
        assertThat(all)
                .allSatisfy(model -> assertThat(model.ours().maxAbsoluteError())
                        .isLessThanOrEqualTo(model.theirs().maxAbsoluteError()));
    }

    /**
     * A model.
     *
     * @param name its name
     * @param apart how far ours and the tool's are apart
     * @param ours how far ours is from the file
     * @param theirs how far the tool's is from the file
     */
    private record Compared(String name, double apart, ParityReport ours, ParityReport theirs) {}

    private static List<Compared> compareAll(Precision precision) throws Exception {
        List<Compared> all = new ArrayList<>();
        for (String name : OracleModels.names()) {
            Path theirs = TOOLS.resolve(name + "." + precision.name().toLowerCase(Locale.ROOT) + ".onnx");
            try (OnnxModel exact = OnnxModel.load(OracleModels.file(name), Threads.DEFAULT);
                    OnnxModel ours = OnnxModel.load(OracleModels.file(name), Threads.DEFAULT, CPU, precision)) {
                int value = WarmModel.warm(ours, 4, Batching.DEFAULT).exampleValue();
                assertThat(ours.signature().inputs())
                        .isEqualTo(exact.signature().inputs());
                assertThat(ours.signature().outputNames())
                        .isEqualTo(exact.signature().outputNames());
                ParityReport report = ParityCheck.of(exact, ours, precision, List.of(), value);
                if (Files.exists(theirs)) {
                    try (OnnxModel tool = OnnxModel.load(theirs, Threads.DEFAULT)) {
                        all.add(new Compared(
                                name,
                                ParityCheck.of(tool, ours, precision, List.of(), value)
                                        .maxAbsoluteError(),
                                report,
                                ParityCheck.of(exact, tool, precision, List.of(), value)));
                    }
                }
            }
        }
        return all;
    }
}
