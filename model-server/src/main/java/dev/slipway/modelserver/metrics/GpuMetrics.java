package dev.slipway.modelserver.metrics;

import static dev.slipway.workload.metrics.MetricsText.Type.COUNTER;
import static dev.slipway.workload.metrics.MetricsText.Type.GAUGE;
import static dev.slipway.workload.metrics.MetricsText.labels;

import dev.slipway.modelserver.metrics.Nvml.Device;
import dev.slipway.modelserver.metrics.Nvml.Quantity;
import dev.slipway.workload.metrics.MetricSource;
import dev.slipway.workload.metrics.MetricsText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The GPUs under Triton's names, asked of the driver when somebody asks. What a device does not tell is absent, never 0. */
public final class GpuMetrics implements MetricSource {
    private final Nvml nvml;
    private final List<Device> devices;
    /** Triton counts energy from its own start. */
    private final Map<String, Long> energyAtStart = new HashMap<>();

    private GpuMetrics(Nvml nvml) {
        this.nvml = nvml;
        this.devices = nvml.devices();
        for (Device device : devices) {
            nvml.read(device, Quantity.ENERGY).ifPresent(start -> energyAtStart.put(device.uuid(), start));
        }
    }

    /** Of the devices that this process may see; nothing where the driver's library is absent. */
    public static Optional<GpuMetrics> ofDriver() {
        return of(Nvml.LIBRARY);
    }

    static Optional<GpuMetrics> of(String library) {
        return Nvml.open(library).map(GpuMetrics::new);
    }

    @Override
    public void writeTo(MetricsText text) {
        gauge(text, "nv_gpu_utilization", "Time in which kernels ran, 0 to 1", Quantity.UTILIZATION, 100);
        gauge(text, "nv_gpu_memory_total_bytes", "Memory of the GPU", Quantity.MEMORY_TOTAL, 1);
        gauge(text, "nv_gpu_memory_used_bytes", "Memory of the GPU in use", Quantity.MEMORY_USED, 1);
        gauge(text, "nv_gpu_power_usage", "Power in watts", Quantity.POWER_USAGE, 1000);
        gauge(text, "nv_gpu_power_limit", "Limit of power in watts", Quantity.POWER_LIMIT, 1000);
        if (!energyAtStart.isEmpty()) {
            text.family("nv_energy_consumption", COUNTER, "Energy in joules since the start");
            for (Device device : devices) {
                Long start = energyAtStart.get(device.uuid());
                OptionalLong now = nvml.read(device, Quantity.ENERGY);
                if (start != null && now.isPresent()) {
                    sample(text, "nv_energy_consumption", device, (now.getAsLong() - start) / 1e3);
                }
            }
        }
    }

    private void gauge(MetricsText text, String name, String help, Quantity quantity, double unit) {
        boolean begun = false;
        for (Device device : devices) {
            OptionalLong value = nvml.read(device, quantity);
            if (value.isPresent()) {
                if (!begun) {
                    text.family(name, GAUGE, help);
                    begun = true;
                }
                sample(text, name, device, value.getAsLong() / unit);
            }
        }
    }

    private static void sample(MetricsText text, String name, Device device, double value) {
        text.sample(name, labels("gpu_uuid", device.uuid()), value);
    }
}
