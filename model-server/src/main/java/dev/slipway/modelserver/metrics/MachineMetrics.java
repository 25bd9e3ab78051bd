package dev.slipway.modelserver.metrics;

import static dev.slipway.workload.metrics.MetricsText.Type.GAUGE;

import com.sun.management.OperatingSystemMXBean;
import dev.slipway.workload.metrics.MetricSource;
import dev.slipway.workload.metrics.MetricsText;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Processor and memory of the machine under Triton's names; in a container with limits, of what it may use. Read only when
 * somebody asks. What the system does not tell is left out.
 *
 * <p>Sources: Triton's {@code metrics.cc} ({@code MemTotal} less {@code MemAvailable}); the kernel's "Control Group v2". As
 * kubelet does, pages of files that were not read of late do not count as used: the kernel gives them up before it ends a process.
 */
public final class MachineMetrics implements MetricSource {
    private static final long KIB = 1024;

    private final Path meminfo;
    private final Path cgroup;

    /** Of this machine. */
    public MachineMetrics() {
        this(Path.of("/"));
    }

    MachineMetrics(Path root) {
        this.meminfo = root.resolve("proc/meminfo");
        this.cgroup = root.resolve("sys/fs/cgroup");
    }

    @Override
    public void writeTo(MetricsText text) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            double load = system.getCpuLoad();
            if (load >= 0) {
                text.single("nv_cpu_utilization", GAUGE, "Processors in use, 0 to 1, since the last look", "", load);
            }
        }
        try {
            long total = number(meminfo, "MemTotal:") * KIB;
            long used = total - number(meminfo, "MemAvailable:") * KIB;
            long limit = limit(total);
            if (limit < total) {
                total = limit;
                used = Math.max(0, number(cgroup.resolve("memory.current"), "") - inactiveFiles());
            }
            text.single("nv_cpu_memory_total_bytes", GAUGE, "Memory of the machine or container", "", (double) total);
            text.single("nv_cpu_memory_used_bytes", GAUGE, "Memory of it in use", "", (double) used);
        } catch (IOException e) {
            // No Linux: the numbers are left out.
        }
    }

    private long limit(long none) throws IOException {
        Path max = cgroup.resolve("memory.max");
        return Files.exists(max) && !Files.readString(max).startsWith("max") ? number(max, "") : none;
    }

    private long inactiveFiles() throws IOException {
        return number(cgroup.resolve("memory.stat"), "inactive_file ");
    }

    /** The number in the line that begins so. */
    private static long number(Path file, String beginning) throws IOException {
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(beginning)) {
                String digits = line.substring(beginning.length()).replaceAll("[^0-9]", "");
                if (!digits.isEmpty()) {
                    return digits.length() < 19 ? Long.parseLong(digits) : Long.MAX_VALUE;
                }
            }
        }
        throw new IOException(file + " has no number after '" + beginning + "'");
    }
}
