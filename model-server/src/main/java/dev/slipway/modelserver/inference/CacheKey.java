package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.onnx.TensorInput;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Everything that decides an answer, byte by byte: two requests with the same key have the same answer, always. */
final class CacheKey {
    private final byte[] bytes;
    private final int hash;

    private CacheKey(byte[] bytes) {
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
    }

    static CacheKey of(InferenceRequest request) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (String output : request.outputs()) {
                write(out, output);
            }
            for (TensorInput input : request.inputs()) {
                write(out, input);
            }
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
        return new CacheKey(bytes.toByteArray());
    }

    private static void write(DataOutputStream out, TensorInput input) throws IOException {
        long[] dims = input.dims();
        out.writeInt(dims.length);
        for (long dim : dims) {
            out.writeLong(dim);
        }
        ByteBuffer elements = input.bytes();
        byte[] copy = new byte[elements.remaining()];
        elements.get(copy);
        out.write(copy);
        for (String string : input.strings()) {
            write(out, string);
        }
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CacheKey key && hash == key.hash && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
