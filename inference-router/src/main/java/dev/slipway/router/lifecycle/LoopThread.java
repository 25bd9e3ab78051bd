package dev.slipway.router.lifecycle;

import com.sun.management.ThreadMXBean;
import dev.slipway.workload.metrics.MetricSource;
import dev.slipway.workload.metrics.MetricsText;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.lang.management.ManagementFactory;

/** How busy the one thread of the data path is: at a whole second per second a router has no room left. */
record LoopThread(EventLoop loop) implements MetricSource {
    @Override
    public void writeTo(MetricsText text) {
        if (loop instanceof SingleThreadEventExecutor executor
                && ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads) {
            long id = executor.threadProperties().id();
            text.single(
                    "slipway_router_loop_cpu_seconds_total",
                    MetricsText.Type.COUNTER,
                    "CPU time of the event loop",
                    "",
                    threads.getThreadCpuTime(id) / 1e9);
            text.single(
                    "slipway_router_loop_allocated_bytes_total",
                    MetricsText.Type.COUNTER,
                    "Bytes of the heap that the event loop has taken",
                    "",
                    (double) threads.getThreadAllocatedBytes(id));
        }
    }
}
