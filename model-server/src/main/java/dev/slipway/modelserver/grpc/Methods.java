package dev.slipway.modelserver.grpc;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Every method by its path. What Triton has and this server has not is told so. */
final class Methods {
    static final String INFERENCE = "inference.GRPCInferenceService";

    private static final Set<String> OF_TRITON = Set.of(
            "SystemSharedMemoryStatus",
            "SystemSharedMemoryRegister",
            "SystemSharedMemoryUnregister",
            "CudaSharedMemoryStatus",
            "CudaSharedMemoryRegister",
            "CudaSharedMemoryUnregister",
            "TraceSetting",
            "LogSettings");

    private final Map<String, Function<Call, CallHandler>> methods = new HashMap<>();

    /** Adds a method. */
    Methods with(String service, String method, Function<Call, CallHandler> handler) {
        methods.put("/" + service + "/" + method, handler);
        return this;
    }

    /** Begins a call. */
    void open(Call call, @Nullable CharSequence path) {
        Function<Call, CallHandler> method = path == null ? null : methods.get(path.toString());
        if (method == null) {
            call.open(Refused.HANDLER);
            call.finish(new GrpcStatus(GrpcStatus.UNIMPLEMENTED, explain(String.valueOf(path))));
        } else {
            call.open(method.apply(call));
        }
    }

    private static String explain(String path) {
        String method = path.substring(path.lastIndexOf('/') + 1);
        if (path.startsWith("/" + INFERENCE + "/") && OF_TRITON.contains(method)) {
            return method.contains("SharedMemory")
                    ? "Shared memory is not supported; send the data in the request."
                    : "Trace and log settings cannot be changed over gRPC; they are part of the server's configuration.";
        }
        return "There is no method '%s'; server reflection lists what there is.".formatted(ServedModel.shorten(path));
    }

    /** The handler of calls that are over before they begin. */
    private enum Refused implements CallHandler {
        HANDLER;

        @Override
        public void message(io.netty.buffer.ByteBuf message) {
            message.release();
        }
    }
}
