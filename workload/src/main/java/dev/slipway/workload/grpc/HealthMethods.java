package dev.slipway.workload.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.slipway.workload.grpc.proto.health.HealthCheckRequest;
import dev.slipway.workload.grpc.proto.health.HealthCheckResponse;
import dev.slipway.workload.grpc.proto.health.HealthCheckResponse.ServingStatus;
import io.netty.buffer.ByteBuf;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** gRPC's own health service, for the whole server ("") and the names that it is asked for by. */
public final class HealthMethods {
    /** Its name. */
    public static final String SERVICE = "grpc.health.v1.Health";

    private final Set<String> services;
    private final BooleanSupplier ready;

    /** Health of the server and of these services, which are ready together. */
    public HealthMethods(Set<String> names, BooleanSupplier ready) {
        Set<String> all = new HashSet<>(names);
        all.add("");
        this.services = Set.copyOf(all);
        this.ready = ready;
    }

    /** Adds its methods. */
    public void addTo(Methods methods) {
        methods.with(SERVICE, "Check", call -> new UnaryHandler<>(call, HealthCheckRequest.parser(), this::check))
                .with(SERVICE, "Watch", Watch::new);
    }

    private HealthCheckResponse check(HealthCheckRequest request) throws GrpcStatusException {
        ServingStatus status = status(request.getService());
        if (status == ServingStatus.SERVICE_UNKNOWN) {
            throw new GrpcStatusException(new GrpcStatus(
                    GrpcStatus.NOT_FOUND,
                    "There is no service '%s' here.".formatted(GrpcStatus.shorten(request.getService()))));
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
