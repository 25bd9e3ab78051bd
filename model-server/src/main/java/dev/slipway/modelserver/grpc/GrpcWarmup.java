package dev.slipway.modelserver.grpc;

import dev.slipway.modelserver.config.ModelServerConfig;
import dev.slipway.modelserver.inference.LocalInference;
import dev.slipway.modelserver.inference.WarmModel;
import dev.slipway.modelserver.metrics.ModelMetrics;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.modelserver.telemetry.Telemetry;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.grpc.GrpcListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Walks the whole path of a ModelInfer call, from socket to socket, before the server is ready, as {@code PathWarmup} does
 * for HTTP: on a listener of its own that nobody else sees, with counters of its own, until its time is over. The client
 * side is the few frames of HTTP/2 that one call needs, since a client library would be one more thing to load.
 */
public final class GrpcWarmup {
    private static final int LARGEST = 1 << 14;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int WINDOW_UPDATE = 8;
    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;

    private final OutputStream out;
    private final DataInputStream in;
    private int answered;

    private GrpcWarmup(Socket socket) throws IOException {
        this.out = socket.getOutputStream();
        this.in = new DataInputStream(socket.getInputStream());
    }

    /**
     * Makes calls for so long and tells how many were answered. Failures are no concern of the start: the model itself
     * has been proven.
     */
    public static int run(ModelServerConfig config, WarmModel warm, long nanos)
            throws FailureException, InterruptedException {
        ByteBuf message = Unpooled.buffer();
        if (nanos <= 0
                || config.warmupRequests() <= 0
                || !config.protocols().grpc()
                || !request(message, config.name(), warm)) {
            return 0;
        }
        long end = System.nanoTime() + nanos;
        ModelMetrics metrics = new ModelMetrics();
        try (LocalInference service = new LocalInference(warm, config, metrics)) {
            GrpcListener server =
                    GrpcServer.of(config, warm, service, Optional.empty(), metrics, () -> true, Telemetry.off());
            int port = server.listenPrivately();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(10_000);
                GrpcWarmup client = new GrpcWarmup(socket);
                client.call(ByteBufUtil.getBytes(message), end);
                return client.answered;
            } catch (IOException e) {
                return 0; // the path is as warm as it got
            } finally {
                server.stopAccepting();
                server.close();
            }
        }
    }

    /** Writes a ModelInferRequest with raw contents; false where there is none, or a very large one. */
    private static boolean request(ByteBuf message, String name, WarmModel warm) {
        ByteBuf raw = Unpooled.buffer();
        field(message, 1, name.getBytes(StandardCharsets.UTF_8));
        for (TensorInput input : warm.example()) {
            if (input.spec().datatype() == DataType.BYTES || input.bytes().remaining() > LARGEST) {
                return false;
            }
            ByteBuf tensor = Unpooled.buffer();
            field(tensor, 1, input.spec().name().getBytes(StandardCharsets.UTF_8));
            field(tensor, 2, input.spec().datatype().name().getBytes(StandardCharsets.UTF_8));
            ByteBuf shape = Unpooled.buffer();
            for (long dim : input.dims()) {
                Wire.varint(shape, dim);
            }
            field(tensor, 3, ByteBufUtil.getBytes(shape));
            field(message, 5, ByteBufUtil.getBytes(tensor));
            field(raw, 7, ByteBufUtil.getBytes(Unpooled.wrappedBuffer(input.bytes())));
        }
        message.writeBytes(raw);
        return true;
    }

    private static void field(ByteBuf out, int number, byte[] bytes) {
        Wire.block(out, number, bytes.length);
        out.writeBytes(bytes);
    }

    private void call(byte[] message, long end) throws IOException {
        byte[] headers = headers();
        byte[] framed = ByteBufUtil.getBytes(
                Unpooled.buffer().writeByte(0).writeInt(message.length).writeBytes(message));
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        send(frame(SETTINGS, 0, 0, new byte[0]), frame(WINDOW_UPDATE, 0, 0, new byte[] {0x3f, 0, 0, 0}));
        int stream = 1;
        do {
            send(frame(HEADERS, END_HEADERS, stream, headers), frame(DATA, END_STREAM, stream, framed));
            answered += awaitEnd() ? 1 : 0;
            stream += 2;
        } while (System.nanoTime() - end < 0);
    }

    /** Each as a literal that is not remembered. */
    private static byte[] headers() {
        ByteBuf block = Unpooled.buffer();
        Map.of(
                        ":method", "POST",
                        ":scheme", "http",
                        ":path", "/" + InferenceMethods.SERVICE + "/ModelInfer",
                        ":authority", "localhost")
                .forEach((name, value) -> literal(block, name, value));
        literal(block, "content-type", "application/grpc");
        literal(block, "te", "trailers");
        return ByteBufUtil.getBytes(block);
    }

    private static void literal(ByteBuf block, String name, String value) {
        block.writeByte(0).writeByte(name.length());
        block.writeCharSequence(name, StandardCharsets.US_ASCII);
        block.writeByte(value.length());
        block.writeCharSequence(value, StandardCharsets.US_ASCII);
    }

    private static ByteBuf frame(int type, int flags, int stream, byte[] payload) {
        return Unpooled.buffer()
                .writeMedium(payload.length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(stream)
                .writeBytes(payload);
    }

    private void send(ByteBuf... frames) throws IOException {
        out.write(ByteBufUtil.getBytes(Unpooled.wrappedBuffer(frames)));
    }

    /** Whether there was a message: an error has headers only. */
    private boolean awaitEnd() throws IOException {
        boolean message = false;
        while (true) {
            int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            in.readInt();
            in.skipNBytes(length);
            message |= type == DATA;
            if (type == SETTINGS && (flags & ACK) == 0) {
                send(frame(SETTINGS, ACK, 0, new byte[0]));
            } else if ((type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
                return message;
            } else if (type > HEADERS && type != SETTINGS && type != WINDOW_UPDATE) {
                throw new IOException("a frame of type " + type);
            }
        }
    }
}
