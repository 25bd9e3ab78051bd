package dev.slipway.modelserver.grpc;

import java.util.Optional;
import java.util.Set;

/** What Triton has and this server has not is told so. */
final class Unserved {
    private static final Set<String> OF_TRITON = Set.of(
            "SystemSharedMemoryStatus",
            "SystemSharedMemoryRegister",
            "SystemSharedMemoryUnregister",
            "CudaSharedMemoryStatus",
            "CudaSharedMemoryRegister",
            "CudaSharedMemoryUnregister",
            "TraceSetting",
            "LogSettings");

    private Unserved() {}

    /** Why a path is not served, where there is more to say than that. */
    static Optional<String> explain(String path) {
        String method = path.substring(path.lastIndexOf('/') + 1);
        if (!path.startsWith("/" + InferenceMethods.SERVICE + "/") || !OF_TRITON.contains(method)) {
            return Optional.empty();
        }
        return Optional.of(
                method.contains("SharedMemory")
                        ? "Shared memory is not supported; send the data in the request."
                        : "Trace and log settings cannot be changed over gRPC; they are part of the server's configuration.");
    }
}
