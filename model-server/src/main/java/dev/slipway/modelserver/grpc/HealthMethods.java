package dev.slipway.modelserver.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.slipway.modelserver.grpc.proto.health.HealthCheckRequest;
import dev.slipway.modelserver.grpc.proto.health.HealthCheckResponse;
import dev.slipway.modelserver.grpc.proto.health.HealthCheckResponse.ServingStatus;
import dev.slipway.modelserver.inference.RequestException;
import io.netty.buffer.ByteBuf;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** gRPC's own health service, for the whole server (""), the inference service, and the model by its name. */
final class HealthMethods {
    static final String SERVICE = "grpc.health.v1.Health";

    private final Set<String> services;
    private final BooleanSupplier ready;

    HealthMethods(String model, BooleanSupplier ready) {
        this.services = Set.of("", Methods.INFERENCE, model);
        this.ready = ready;
    }

    void addTo(Methods methods) {
        methods.with(SERVICE, "Check", call -> new UnaryHandler<>(call, HealthCheckRequest.parser(), this::check))
                .with(SERVICE, "Watch", Watch::new);
    }

    private HealthCheckResponse check(HealthCheckRequest request) throws RequestException {
        ServingStatus status = status(request.getService());
        if (status == ServingStatus.SERVICE_UNKNOWN) {
            throw RequestException.notFound(
                    "There is no service '%s' here.", ServedModel.shorten(request.getService()));
        }
        return HealthCheckResponse.newBuilder().setStatus(status).build();
    }

    private ServingStatus status(String service) {
        if (!services.contains(service)) {
            return ServingStatus.SERVICE_UNKNOWN;
        }
        return ready.getAsBoolean() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    }

    /** Tells the status now and when it changes. */
    private final class Watch implements CallHandler {
        private final Call call;
        private String service = "";
        private ServingStatus told = ServingStatus.UNKNOWN;

        Watch(Call call) {
            this.call = call;
        }

        @Override
        public boolean unary() {
            return false;
        }

        @Override
        public void message(ByteBuf message) {
            try {
                service = HealthCheckRequest.parseFrom(message.nioBuffer()).getService();
                tell();
            } catch (InvalidProtocolBufferException e) {
                call.finish(
                        new GrpcStatus(GrpcStatus.INVALID_ARGUMENT, "The message cannot be read: " + e.getMessage()));
            } finally {
                message.release();
            }
        }

        @Override
        public void notReady() {
            if (told != ServingStatus.UNKNOWN) {
                tell();
            }
        }

        @Override
        public void goAway() {
            call.finish(new GrpcStatus(GrpcStatus.UNAVAILABLE, "The server is shutting down."));
        }

        private void tell() {
            ServingStatus now = status(service);
            if (now != told) {
                told = now;
                call.send(Frames.of(
                        call.allocator(),
                        HealthCheckResponse.newBuilder().setStatus(now).build()));
            }
        }
    }
}
