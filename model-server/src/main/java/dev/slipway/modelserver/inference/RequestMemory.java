package dev.slipway.modelserver.inference;

import static dev.slipway.workload.metrics.MetricsText.Type.GAUGE;
import static dev.slipway.workload.metrics.MetricsText.labels;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.slipway.modelserver.config.ModelServerConfig.Limits;
import dev.slipway.workload.memory.ByteBudget;
import dev.slipway.workload.metrics.MetricSource;
import dev.slipway.workload.metrics.MetricsText;
import java.lang.management.ManagementFactory;

/**
 * What all requests together may take, in three shares, so that no request waits with one kind of memory for another: bodies
 * that fill theirs find room for their tensors, and tensors for their answers. Requests up to {@link ByteBudget#SMALL} are
 * bounded by their number alone.
 *
 * @param bodies bodies and messages, also unpacked, on the heap or beside it
 * @param tensors the memory of inputs
 * @param answers until their clients have read them
 */
public record RequestMemory(ByteBudget bodies, ByteBudget tensors, ByteBudget answers) implements MetricSource {
    private static final String USED = "slipway_request_memory_bytes";
    private static final String LIMIT = "slipway_request_memory_limit_bytes";

    /** Without bounds. */
    public static RequestMemory unbounded() {
        return new RequestMemory(ByteBudget.unbounded(), ByteBudget.unbounded(), ByteBudget.unbounded());
    }

    /**
     * A quarter of the heap for each share: the heap then holds bodies and answers and is half free for what the runtime and
     * the requests' own objects take. Memory beside the heap may be as much as the heap where nothing else is said, and holds
     * tensors, messages of gRPC, binary bodies and Netty's buffers. A request that is alone may have more, and one of the longest
     * body always finds room.
     */
    public static RequestMemory ofProcess(Limits limits) {
        return of(Math.min(Runtime.getRuntime().maxMemory(), directMemory()), limits);
    }

    static RequestMemory of(long memory, Limits limits) {
        long longest = Math.max(limits.maxBodyBytes(), limits.maxMessageBytes());
        long share = Math.max(memory / 4, longest);
        return new RequestMemory(
                new ByteBudget(share, Math.max(memory / 2, 3 * longest)),
                new ByteBudget(share, Math.max(memory / 8 * 5, 2 * longest)),
                new ByteBudget(share, memory / 2));
    }

    private static long directMemory() {
        String set = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("MaxDirectMemorySize")
                .getValue();
        long bytes = Long.parseLong(set);
        return bytes == 0 ? Long.MAX_VALUE : bytes;
    }

    @Override
    public void writeTo(MetricsText text) {
        text.family(USED, GAUGE, "Memory that large requests hold");
        each(text, USED, bodies.used(), tensors.used(), answers.used());
        text.family(LIMIT, GAUGE, "Memory that large requests may hold together");
        each(text, LIMIT, bodies.limit(), tensors.limit(), answers.limit());
        // Triton's pool of memory that inputs are copied to; tensors here are read into memory that the runtime takes
        // them from.
        text.single("nv_pinned_memory_pool_total_bytes", GAUGE, "Memory that large input tensors may have", "", (double)
                tensors.limit());
        text.single("nv_pinned_memory_pool_used_bytes", GAUGE, "Memory that large input tensors have", "", (double)
                tensors.used());
    }

    private static void each(MetricsText text, String name, long ofBodies, long ofTensors, long ofAnswers) {
        text.sample(name, labels("kind", "bodies"), (double) ofBodies);
        text.sample(name, labels("kind", "tensors"), (double) ofTensors);
        text.sample(name, labels("kind", "answers"), (double) ofAnswers);
    }
}
