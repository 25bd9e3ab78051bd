package dev.slipway.modelserver.metrics;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The part of the driver's management library that the metrics need; it comes with the driver and knows the GPUs that this
 * container may see. Names, types and units are those of NVIDIA's {@code nvml.h}.
 */
final class Nvml {
    /** With every driver since 2012. */
    static final String LIBRARY = "libnvidia-ml.so.1";

    private static final int SUCCESS = 0;
    private static final int UUID_BYTES = 96;
    /** The largest of the structures, {@code nvmlMemory_t}. */
    private static final int ANSWER_BYTES = 24;

    private final SymbolLookup library;

    /** A device's handle and the name by which dashboards know it. */
    record Device(MemorySegment handle, String uuid) {}

    /** A number of a device: the function that writes it, where in what it writes, and whether in 32 or 64 bits. */
    enum Quantity {
        /** Percent of the time in which kernels ran; the first of {@code nvmlUtilization_t}. */
        UTILIZATION("nvmlDeviceGetUtilizationRates", 0, false),
        /** Bytes; the first of {@code nvmlMemory_t}. */
        MEMORY_TOTAL("nvmlDeviceGetMemoryInfo", 0, true),
        /** Bytes; the last of {@code nvmlMemory_t}. */
        MEMORY_USED("nvmlDeviceGetMemoryInfo", 16, true),
        /** Milliwatts. */
        POWER_USAGE("nvmlDeviceGetPowerUsage", 0, false),
        /** Milliwatts. */
        POWER_LIMIT("nvmlDeviceGetPowerManagementLimit", 0, false),
        /** Millijoules since the driver was loaded. */
        ENERGY("nvmlDeviceGetTotalEnergyConsumption", 0, true);

        private final String function;
        private final int offset;
        private final boolean wide;

        Quantity(String function, int offset, boolean wide) {
            this.function = function;
            this.offset = offset;
            this.wide = wide;
        }
    }

    private Nvml(SymbolLookup library) {
        this.library = library;
    }

    /** The library, ready to be asked; nothing where it is not there or does not work. */
    @SuppressWarnings("restricted")
    static Optional<Nvml> open(String name) {
        try {
            Nvml nvml = new Nvml(SymbolLookup.libraryLookup(name, Arena.global()));
            return nvml.call("nvmlInit_v2") == SUCCESS ? Optional.of(nvml) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What this process may see. */
    List<Device> devices() {
        List<Device> devices = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(JAVA_INT);
            MemorySegment handle = arena.allocate(ADDRESS);
            MemorySegment uuid = arena.allocate(UUID_BYTES);
            int all = call("nvmlDeviceGetCount_v2", count) == SUCCESS ? count.get(JAVA_INT, 0) : 0;
            for (int i = 0; i < all; i++) {
                if (call("nvmlDeviceGetHandleByIndex_v2", i, handle) == SUCCESS
                        && call("nvmlDeviceGetUUID", handle.get(ADDRESS, 0), uuid, UUID_BYTES) == SUCCESS) {
                    devices.add(new Device(handle.get(ADDRESS, 0), uuid.getString(0)));
                }
            }
        }
        return devices;
    }

    /** Nothing where the device, or the driver, does not tell. */
    OptionalLong read(Device device, Quantity quantity) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = arena.allocate(ANSWER_BYTES, Long.BYTES);
            if (call(quantity.function, device.handle(), answer) != SUCCESS) {
                return OptionalLong.empty();
            }
            return OptionalLong.of(
                    quantity.wide
                            ? answer.get(JAVA_LONG, quantity.offset)
                            : Integer.toUnsignedLong(answer.get(JAVA_INT, quantity.offset)));
        }
    }

    /** Calls a function that answers with a code. A driver too old to have it does not succeed. */
    @SuppressWarnings("restricted")
    private int call(String function, Object... arguments) {
        Optional<MemorySegment> address = library.find(function);
        if (address.isEmpty()) {
            return -1;
        }
        MemoryLayout[] types = new MemoryLayout[arguments.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = arguments[i] instanceof Integer ? JAVA_INT : ADDRESS;
        }
        MethodHandle handle =
                Linker.nativeLinker().downcallHandle(address.get(), FunctionDescriptor.of(JAVA_INT, types));
        try {
            return (int) handle.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(function + " cannot throw", e);
        }
    }
}
