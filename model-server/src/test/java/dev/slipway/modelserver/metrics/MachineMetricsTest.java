package dev.slipway.modelserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.workload.metrics.MetricsText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as the kernel writes them. */
class MachineMetricsTest {
    private static final String MACHINE =
            "MemTotal:        1000 kB\nMemFree:          100 kB\nMemAvailable:     600 kB\n";

    @TempDir
    Path root;

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String text() {
        MetricsText text = new MetricsText();
        new MachineMetrics(root).writeTo(text);
        return text.toString();
    }

    @Test
    void without_a_limit_the_memory_is_the_machines() throws Exception {
        file("proc/meminfo", MACHINE);
        assertThat(text()).contains("\nnv_cpu_memory_total_bytes 1024000.0\n", "\nnv_cpu_memory_used_bytes 409600.0\n");
        file("sys/fs/cgroup/memory.max", "max\n");
        file("sys/fs/cgroup/memory.current", "5\n");
        assertThat(text()).contains("\nnv_cpu_memory_total_bytes 1024000.0\n");
        file("sys/fs/cgroup/memory.max", "9223372036854771712\n");
        assertThat(text()).contains("\nnv_cpu_memory_total_bytes 1024000.0\n");
    }

    @Test
    void in_a_container_with_a_limit_it_is_the_containers_without_files_that_nobody_reads() throws Exception {
        file("proc/meminfo", MACHINE);
        file("sys/fs/cgroup/memory.max", "512000\n");
        file("sys/fs/cgroup/memory.current", "400000\n");
        file("sys/fs/cgroup/memory.stat", "anon 1\ninactive_file 150000\nactive_file 3\n");
        assertThat(text()).contains("\nnv_cpu_memory_total_bytes 512000.0\n", "\nnv_cpu_memory_used_bytes 250000.0\n");
    }

    @Test
    void what_the_system_does_not_tell_is_left_out() throws Exception {
        assertThat(text()).doesNotContain("memory");
        file("proc/meminfo", "MemTotal:  x kB\n");
        assertThat(text()).doesNotContain("memory");
    }

    @Test
    void this_machine_uses_some_of_its_memory_and_processors() {
        MetricsText text = new MetricsText();
        MachineMetrics machine = new MachineMetrics();
        machine.writeTo(text);
        assertThat(value(text, "nv_cpu_memory_used_bytes"))
                .isPositive()
                .isLessThan(value(text, "nv_cpu_memory_total_bytes"));
        assertThat(value(text, "nv_cpu_utilization")).isBetween(0.0, 1.0);
    }

    private static double value(MetricsText text, String name) {
        return text.toString()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }
}
