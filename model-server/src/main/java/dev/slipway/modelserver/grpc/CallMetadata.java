package dev.slipway.modelserver.grpc;

import dev.slipway.modelserver.inference.Origin;
import dev.slipway.workload.grpc.Call;

/** What the metadata of a call says of its request. */
final class CallMetadata {
    private static final String STREAM = "slipway-stream";

    private CallMetadata() {}

    /** For who records it. */
    static Origin origin(Call call) {
        return new Origin(
                call.startNanos(),
                call.header(Origin.REQUEST_ID_HEADER),
                call.header(Origin.ENTITY_HEADER),
                call.header(Origin.ARM_HEADER));
    }

    /** Whether the client asked for answers to ModelStreamInfer as MLServer's stubs read them. */
    static boolean mlserverStream(Call call) {
        return "mlserver".equals(call.header(STREAM));
    }
}
