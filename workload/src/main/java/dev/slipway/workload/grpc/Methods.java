package dev.slipway.workload.grpc;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Every method by its path. */
public final class Methods {
    private final Map<String, Function<Call, CallHandler>> methods = new HashMap<>();
    private final Function<String, Optional<String>> missing;

    /** No methods yet. */
    public Methods() {
        this(path -> Optional.empty());
    }

    /**
     * No methods yet.
     *
     * @param missing what to say of a path that is not served, where there is more to say than that
     */
    public Methods(Function<String, Optional<String>> missing) {
        this.missing = missing;
    }

    /** Adds a method. */
    public Methods with(String service, String method, Function<Call, CallHandler> handler) {
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

    private String explain(String path) {
        return missing.apply(path)
                .orElseGet(() -> "There is no method '%s'; server reflection lists what there is."
                        .formatted(GrpcStatus.shorten(path)));
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
