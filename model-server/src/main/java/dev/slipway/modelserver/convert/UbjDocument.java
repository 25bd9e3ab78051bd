package dev.slipway.modelserver.convert;

import dev.slipway.workload.failure.FailureException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads Universal Binary JSON, draft 12 (ubjson.org), big-endian, with the typed arrays that XGBoost writes. */
final class UbjDocument {
    private static final String FILE = "The XGBoost UBJ file";

    private final ByteBuffer in;

    private UbjDocument(ByteBuffer in) {
        this.in = in;
    }

    static Value parse(byte[] file) throws FailureException {
        UbjDocument document = new UbjDocument(ByteBuffer.wrap(file));
        try {
            Value value = document.value(document.in.get(), 1);
            if (document.in.hasRemaining()) {
                throw document.damaged("goes on after its end");
            }
            return value;
        } catch (BufferUnderflowException e) {
            throw Malformed.damaged(FILE, "ends in the middle of a value", e);
        }
    }

    private Value value(byte marker, int depth) throws FailureException {
        if (depth > Value.MAX_DEPTH) {
            throw damaged("is nested deeper than " + Value.MAX_DEPTH + " levels");
        }
        return switch (marker) {
            case '{' -> fields(depth);
            case '[' -> array(depth);
            case 'S' -> new Value.Text(text(in.get()));
            case 'C' -> new Value.Text(String.valueOf((char) (in.get() & 0x7f)));
            case 'Z', 'N' -> new Value.Nothing();
            default -> new Value.Scalar(number(marker));
        };
    }

    private Value fields(int depth) throws FailureException {
        Map<String, Value> fields = new LinkedHashMap<>();
        byte marker = in.get();
        long left = Long.MAX_VALUE;
        if (marker == '#') {
            left = count(in.get(), 1);
            marker = left > 0 ? in.get() : (byte) '}';
        }
        while (left > 0 && marker != '}') {
            String name = text(marker);
            fields.put(name, value(in.get(), depth + 1));
            left--;
            marker = left > 0 ? in.get() : (byte) '}';
        }
        return new Value.Fields(fields);
    }

    private Value array(int depth) throws FailureException {
        byte marker = in.get();
        if (marker == '$') {
            byte type = in.get();
            expectCount();
            return typed(type);
        }
        if (marker == '#') {
            int count = count(in.get(), 1);
            return items(count > 0 ? in.get() : (byte) ']', count, depth);
        }
        return items(marker, Integer.MAX_VALUE, depth);
    }

    private void expectCount() throws FailureException {
        if (in.get() != '#') {
            throw damaged("has a typed array without a length");
        }
    }

    private Value typed(byte type) throws FailureException {
        double[] values = new double[count(in.get(), width(type))];
        for (int i = 0; i < values.length; i++) {
            values[i] = number(type);
        }
        return new Value.Numbers(values);
    }

    private Value items(byte first, int count, int depth) throws FailureException {
        List<Value> items = new ArrayList<>();
        byte marker = first;
        while (items.size() < count && marker != ']') {
            items.add(value(marker, depth + 1));
            marker = items.size() < count ? in.get() : (byte) ']';
        }
        return numbersOf(items);
    }

    private static Value numbersOf(List<Value> items) {
        double[] numbers = new double[items.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!(items.get(i) instanceof Value.Scalar scalar)) {
                return new Value.Items(items);
            }
            numbers[i] = scalar.value();
        }
        return new Value.Numbers(numbers);
    }

    private String text(byte lengthMarker) throws FailureException {
        byte[] bytes = new byte[count(lengthMarker, 1)];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A length, proven to fit into what is left before anything is allocated. */
    private int count(byte marker, int width) throws FailureException {
        double count = number(marker);
        if (!(count >= 0 && count <= (double) in.remaining() / width)) {
            throw damaged("has a length of %.0f where %d bytes are left".formatted(count, in.remaining()));
        }
        return (int) count;
    }

    private int width(byte type) throws FailureException {
        return switch (type) {
            case 'i', 'U' -> 1;
            case 'I' -> 2;
            case 'l', 'd' -> 4;
            case 'L', 'D' -> 8;
            default -> throw unknown(type);
        };
    }

    private double number(byte type) throws FailureException {
        return switch (type) {
            case 'i' -> in.get();
            case 'U' -> in.get() & 0xff;
            case 'I' -> in.getShort();
            case 'l' -> in.getInt();
            case 'L' -> in.getLong();
            case 'd' -> in.getFloat();
            case 'D' -> in.getDouble();
            case 'T' -> 1;
            case 'F' -> 0;
            default -> throw unknown(type);
        };
    }

    private FailureException unknown(byte type) {
        return damaged("has a value of the unknown type 0x%02x".formatted(type));
    }

    private FailureException damaged(String what) {
        return Malformed.damaged(FILE, what + ", at byte " + in.position());
    }
}
