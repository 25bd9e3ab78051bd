package dev.slipway.modelserver.grpc;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** HTTP/2 frame by frame, by which a client can do what no library lets it do. One thread. */
final class RawHttp2 implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int END_STREAM = 1;
    private static final int SETTINGS = 4;
    private static final int WINDOW_UPDATE = 8;
    private static final int GOAWAY = 7;
    private static final int END_HEADERS = 4;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final DefaultHttp2HeadersDecoder hpack = new DefaultHttp2HeadersDecoder(false);
    private final Map<Integer, String> outcomes = new HashMap<>();
    private int lastStream = -1;

    RawHttp2(int port) throws IOException {
        socket = new Socket("localhost", port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(SETTINGS, 0, 0, new byte[0]);
    }

    /** Begins a call of ModelInfer; its stream. */
    int infer(String... metadata) throws IOException {
        lastStream += 2;
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        literal(block, ":method", "POST");
        literal(block, ":scheme", "http");
        literal(block, ":path", "/inference.GRPCInferenceService/ModelInfer");
        literal(block, ":authority", "localhost");
        literal(block, "content-type", "application/grpc");
        literal(block, "te", "trailers");
        for (int i = 0; i < metadata.length; i += 2) {
            literal(block, metadata[i], metadata[i + 1]);
        }
        frame(HEADERS, END_HEADERS, lastStream, block.toByteArray());
        return lastStream;
    }

    private static void literal(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        block.write(name.length());
        block.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        block.write(value.length());
        block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    void data(int stream, byte[] bytes, boolean last) throws IOException {
        frame(DATA, last ? END_STREAM : 0, stream, bytes);
    }

    void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        byte[] frame = new byte[9 + payload.length];
        frame[0] = (byte) (payload.length >> 16);
        frame[1] = (byte) (payload.length >> 8);
        frame[2] = (byte) payload.length;
        frame[3] = (byte) type;
        frame[4] = (byte) flags;
        frame[5] = (byte) (stream >> 24);
        frame[6] = (byte) (stream >> 16);
        frame[7] = (byte) (stream >> 8);
        frame[8] = (byte) stream;
        System.arraycopy(payload, 0, frame, 9, payload.length);
        out.write(frame);
        out.flush();
    }

    void raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** The status of a call and its message; "reset" where the server reset it; "closed" at the end of the connection. */
    String outcome(int stream) throws Exception {
        while (!outcomes.containsKey(stream)) {
            byte[] head = new byte[9];
            int first = in.read();
            if (first < 0) {
                return "closed";
            }
            head[0] = (byte) first;
            in.readFully(head, 1, 8);
            int length = ((head[0] & 255) << 16) | ((head[1] & 255) << 8) | (head[2] & 255);
            byte[] payload = in.readNBytes(length);
            take(head[3], head[4], ((head[7] & 255) << 8) | (head[8] & 255), payload);
        }
        return outcomes.get(stream);
    }

    private void take(int type, int flags, int stream, byte[] payload) throws Exception {
        switch (type) {
            case HEADERS -> {
                Http2Headers headers = hpack.decodeHeaders(stream, Unpooled.wrappedBuffer(payload));
                if ((flags & END_STREAM) != 0) {
                    CharSequence message = headers.get("grpc-message");
                    outcomes.put(stream, headers.get("grpc-status") + (message == null ? "" : " " + message));
                }
            }
            case RST_STREAM -> outcomes.putIfAbsent(stream, "reset");
            case SETTINGS -> {
                if ((flags & 1) == 0) {
                    frame(SETTINGS, 1, 0, new byte[0]);
                }
            }
            case DATA -> {
                if (payload.length > 0) {
                    frame(WINDOW_UPDATE, 0, 0, new byte[] {0, 0, (byte) (payload.length >> 8), (byte) payload.length});
                }
            }
            case GOAWAY, WINDOW_UPDATE -> {}
            default -> {}
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
