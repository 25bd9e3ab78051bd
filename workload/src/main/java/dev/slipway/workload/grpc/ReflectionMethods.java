package dev.slipway.workload.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.slipway.workload.grpc.proto.health.HealthProto;
import dev.slipway.workload.grpc.proto.reflection.v1.ErrorResponse;
import dev.slipway.workload.grpc.proto.reflection.v1.ExtensionNumberResponse;
import dev.slipway.workload.grpc.proto.reflection.v1.FileDescriptorResponse;
import dev.slipway.workload.grpc.proto.reflection.v1.ListServiceResponse;
import dev.slipway.workload.grpc.proto.reflection.v1.ReflectionProto;
import dev.slipway.workload.grpc.proto.reflection.v1.ServerReflectionRequest;
import dev.slipway.workload.grpc.proto.reflection.v1.ServerReflectionResponse;
import dev.slipway.workload.grpc.proto.reflection.v1.ServiceResponse;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** Server reflection, by which tools as grpcurl learn the methods. Its two versions have the same messages. */
public final class ReflectionMethods {
    private static final String METHOD = "ServerReflectionInfo";

    private final List<FileDescriptor> files;

    /** Reflection of the services that these files define, of health, and of itself. */
    public ReflectionMethods(List<FileDescriptor> served) {
        List<FileDescriptor> all = new ArrayList<>(served);
        all.add(HealthProto.getDescriptor());
        all.add(ReflectionProto.getDescriptor());
        all.add(dev.slipway.workload.grpc.proto.reflection.v1alpha.ReflectionProto.getDescriptor());
        this.files = List.copyOf(all);
    }

    /** Adds its methods. */
    public void addTo(Methods methods) {
        methods.with("grpc.reflection.v1.ServerReflection", METHOD, Answers::new)
                .with("grpc.reflection.v1alpha.ServerReflection", METHOD, Answers::new);
    }

    /** One question, one answer, until the client ends. */
    private final class Answers implements CallHandler {
        private final Call call;

        Answers(Call call) {
            this.call = call;
        }

        @Override
        public boolean unary() {
            return false;
        }

        @Override
        public void message(ByteBuf message) {
            try {
                call.send(Frames.of(call.allocator(), answer(ServerReflectionRequest.parseFrom(message.nioBuffer()))));
            } catch (InvalidProtocolBufferException e) {
                call.finish(
                        new GrpcStatus(GrpcStatus.INVALID_ARGUMENT, "The message cannot be read: " + e.getMessage()));
            } finally {
                message.release();
            }
        }

        @Override
        public void halfClosed() {
            call.finish(new GrpcStatus(GrpcStatus.OK, ""));
        }

        @Override
        public void goAway() {
            call.finish(new GrpcStatus(GrpcStatus.UNAVAILABLE, "The server is shutting down."));
        }
    }

    private ServerReflectionResponse answer(ServerReflectionRequest request) {
        ServerReflectionResponse.Builder answer = ServerReflectionResponse.newBuilder()
                .setValidHost(request.getHost())
                .setOriginalRequest(request);
        return switch (request.getMessageRequestCase()) {
            case LIST_SERVICES -> answer.setListServicesResponse(services()).build();
            case FILE_BY_FILENAME -> file(answer, request.getFileByFilename()).build();
            case FILE_CONTAINING_SYMBOL ->
                symbol(answer, request.getFileContainingSymbol()).build();
            case ALL_EXTENSION_NUMBERS_OF_TYPE ->
                answer.setAllExtensionNumbersResponse(ExtensionNumberResponse.newBuilder()
                                .setBaseTypeName(request.getAllExtensionNumbersOfType()))
                        .build();
            case FILE_CONTAINING_EXTENSION -> notFound(answer, "an extension").build();
            case MESSAGEREQUEST_NOT_SET ->
                answer.setErrorResponse(ErrorResponse.newBuilder()
                                .setErrorCode(GrpcStatus.INVALID_ARGUMENT)
                                .setErrorMessage("The request asks for nothing."))
                        .build();
        };
    }

    private ListServiceResponse services() {
        ListServiceResponse.Builder list = ListServiceResponse.newBuilder();
        files.forEach(file -> file.getServices()
                .forEach(service -> list.addService(ServiceResponse.newBuilder().setName(service.getFullName()))));
        return list.build();
    }

    private ServerReflectionResponse.Builder file(ServerReflectionResponse.Builder answer, String name) {
        for (FileDescriptor file : files) {
            if (file.getName().equals(name)) {
                return found(answer, file);
            }
            for (FileDescriptor imported : file.getDependencies()) {
                if (imported.getName().equals(name)) {
                    return found(answer, imported);
                }
            }
        }
        return notFound(answer, name);
    }

    private ServerReflectionResponse.Builder symbol(ServerReflectionResponse.Builder answer, String symbol) {
        for (FileDescriptor file : files) {
            if (has(file, symbol)) {
                return found(answer, file);
            }
            for (FileDescriptor imported : file.getDependencies()) {
                if (has(imported, symbol)) {
                    return found(answer, imported);
                }
            }
        }
        return notFound(answer, symbol);
    }

    /** Symbols are services, their methods, messages (also nested, also their fields) and enums. */
    private static boolean has(FileDescriptor file, String symbol) {
        String prefix = file.getPackage().isEmpty() ? "" : file.getPackage() + ".";
        if (!symbol.startsWith(prefix)) {
            return false;
        }
        String first = symbol.substring(prefix.length()).split("\\.", 2)[0];
        return file.findServiceByName(first) != null
                || file.findMessageTypeByName(first) != null
                || file.findEnumTypeByName(first) != null;
    }

    private static ServerReflectionResponse.Builder found(
            ServerReflectionResponse.Builder answer, FileDescriptor file) {
        FileDescriptorResponse.Builder files =
                FileDescriptorResponse.newBuilder().addFileDescriptorProto(bytes(file));
        file.getDependencies().forEach(imported -> files.addFileDescriptorProto(bytes(imported)));
        return answer.setFileDescriptorResponse(files);
    }

    private static ByteString bytes(FileDescriptor file) {
        return file.toProto().toByteString();
    }

    private static ServerReflectionResponse.Builder notFound(ServerReflectionResponse.Builder answer, String what) {
        return answer.setErrorResponse(ErrorResponse.newBuilder()
                .setErrorCode(GrpcStatus.NOT_FOUND)
                .setErrorMessage("There is no " + GrpcStatus.shorten(what) + " here."));
    }
}
