package dev.slipway.workload.metrics;

import static dev.slipway.workload.metrics.MetricsText.Type.COUNTER;
import static dev.slipway.workload.metrics.MetricsText.Type.GAUGE;
import static dev.slipway.workload.metrics.MetricsText.labels;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The process and its Java runtime, under the names that Prometheus's client libraries and Micrometer gave them. Read
 * only when somebody asks.
 */
public final class RuntimeMetrics implements MetricSource {
    private static final Path STATUS = Path.of("/proc/self/status");

    @Override
    public void writeTo(MetricsText text) {
        process(text);
        memory(text);
        text.single(
                "jvm_threads_live_threads",
                GAUGE,
                "Live threads",
                "",
                ManagementFactory.getThreadMXBean().getThreadCount());
        text.family("jvm_gc_collections_total", COUNTER, "Collections of garbage");
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            text.sample("jvm_gc_collections_total", labels("gc", collector.getName()), (double)
                    Math.max(0, collector.getCollectionCount()));
        }
        text.family("jvm_gc_seconds_total", COUNTER, "Time of collections");
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            text.sample(
                    "jvm_gc_seconds_total",
                    labels("gc", collector.getName()),
                    Math.max(0, collector.getCollectionTime()) / 1e3);
        }
    }

    private static void process(MetricsText text) {
        double start = ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3;
        text.single("process_start_time_seconds", GAUGE, "Start, since 1970", "", start);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            text.single("process_cpu_seconds_total", COUNTER, "CPU time", "", system.getProcessCpuTime() / 1e9);
            text.single("process_open_fds", GAUGE, "Open files", "", (double) system.getOpenFileDescriptorCount());
            text.single("process_max_fds", GAUGE, "Files that may be open", "", (double)
                    system.getMaxFileDescriptorCount());
        }
        long resident = residentBytes();
        if (resident > 0) {
            text.single(
                    "process_resident_memory_bytes", GAUGE, "Memory in use, native included", "", (double) resident);
        }
    }

    private static void memory(MetricsText text) {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        MemoryUsage other = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
        text.family("jvm_memory_used_bytes", GAUGE, "Memory of the Java runtime in use")
                .sample("jvm_memory_used_bytes", labels("area", "heap"), (double) heap.getUsed())
                .sample("jvm_memory_used_bytes", labels("area", "nonheap"), (double) other.getUsed());
        text.single("jvm_memory_max_bytes", GAUGE, "Largest heap", labels("area", "heap"), (double) heap.getMax());
    }

    private static long residentBytes() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
                }
            }
        } catch (IOException e) {
            // No Linux: the number is left out.
        }
        return 0;
    }
}
