package dev.slipway.modelserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.workload.metrics.MetricsText;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The binding to the driver's library. No test here has a GPU: see {@code nvml/nvml_stand_in.c} for what answers. */
class GpuMetricsTest {
    private static final String FIRST = "{gpu_uuid=\"GPU-8f6d2f4e-0000-0000-0000-000000000001\"} ";
    private static final String SECOND = "{gpu_uuid=\"GPU-8f6d2f4e-0000-0000-0000-000000000002\"} ";

    @TempDir
    Path directory;

    @Test
    void where_the_drivers_library_is_absent_there_are_no_gpus_and_no_error() throws Exception {
        assertThat(GpuMetrics.of("libno-such-library.so.1")).isEmpty();
        Path broken = Files.writeString(directory.resolve("libbroken.so"), "no library");
        assertThat(GpuMetrics.of(broken.toString())).isEmpty();
    }

    @Test
    void a_library_that_has_no_such_functions_is_as_good_as_none() {
        assertThat(GpuMetrics.of("libc.so.6")).isEmpty();
    }

    @Test
    void what_a_device_tells_is_told_in_tritons_units_and_the_rest_is_absent() throws Exception {
        GpuMetrics gpus = GpuMetrics.of(standIn().toString()).orElseThrow();
        MetricsText text = new MetricsText();
        gpus.writeTo(text);

        assertThat(text.toString())
                .contains("nv_gpu_utilization" + FIRST + "0.37\n")
                .contains("nv_gpu_memory_total_bytes" + FIRST + "1.50754820096E11\n")
                .contains("nv_gpu_memory_total_bytes" + SECOND + "1.50754820096E11\n")
                .contains("nv_gpu_memory_used_bytes" + FIRST + "7.54820096E8\n")
                .contains("nv_gpu_memory_used_bytes" + SECOND + "7.54820097E8\n")
                .contains("nv_gpu_power_usage" + FIRST + "123.456\n")
                .contains("nv_gpu_power_limit" + FIRST + "700.0\n")
                .contains("# TYPE nv_energy_consumption counter\nnv_energy_consumption" + FIRST + "2.5\n")
                .doesNotContain(
                        "nv_gpu_utilization" + SECOND,
                        "nv_gpu_power_usage" + SECOND,
                        "nv_gpu_power_limit" + SECOND,
                        "nv_energy_consumption" + SECOND);
    }

    private Path standIn() throws IOException, InterruptedException {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "gcc"))),
                "there is no gcc");
        Path library = directory.resolve("libnvml-stand-in.so");
        Process gcc = new ProcessBuilder(
                        "gcc",
                        "-Wall",
                        "-Werror",
                        "-shared",
                        "-fPIC",
                        "-o",
                        library.toString(),
                        "src/test/resources/nvml/nvml_stand_in.c")
                .inheritIO()
                .start();
        assertThat(gcc.waitFor()).isZero();
        return library;
    }
}
