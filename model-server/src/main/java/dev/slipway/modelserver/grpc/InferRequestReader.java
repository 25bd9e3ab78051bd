package dev.slipway.modelserver.grpc;

import dev.slipway.modelserver.inference.FailureCode;
import dev.slipway.modelserver.inference.InputBinder;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.inference.Scheduling;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads one ModelInferRequest from the bytes of its message into tensors, without message objects. Raw contents are used
 * where they lie; so the bytes must stay until the request is over. Fields may come in any order; unknown ones are passed.
 */
final class InferRequestReader {
    private static final int MODEL_NAME = WireCursor.tag(1, WireCursor.BYTES);
    private static final int MODEL_VERSION = WireCursor.tag(2, WireCursor.BYTES);
    private static final int ID = WireCursor.tag(3, WireCursor.BYTES);
    private static final int PARAMETERS = WireCursor.tag(4, WireCursor.BYTES);
    private static final int INPUTS = WireCursor.tag(5, WireCursor.BYTES);
    private static final int OUTPUTS = WireCursor.tag(6, WireCursor.BYTES);
    private static final int RAW_CONTENTS = WireCursor.tag(7, WireCursor.BYTES);

    private static final int OUTPUT_NAME = WireCursor.tag(1, WireCursor.BYTES);
    private static final int OUTPUT_PARAMETERS = WireCursor.tag(2, WireCursor.BYTES);

    private final ServedModel model;
    private final WireCursor cursor;
    private final Regions inputs = new Regions();
    private final Regions outputs = new Regions();
    private final Regions raw = new Regions();
    private final Regions parameters = new Regions();
    private final Map<String, Integer> classes = new LinkedHashMap<>(0);
    private String id = "";
    private boolean explained;
    private int nameStart;
    private int nameStop;
    private int versionStart;
    private int versionStop;

    InferRequestReader(ServedModel model, ByteBuffer message) {
        this.model = model;
        this.cursor = new WireCursor(message);
    }

    /**
     * The whole request.
     *
     * @param memory what lies behind the bytes, held until the request is over
     * @param deadlineNanos of the call, or {@link Scheduling#NO_DEADLINE}
     */
    InferCall read(dev.slipway.modelserver.onnx.Borrowed memory, long deadlineNanos) throws RequestException {
        try (InputBinder binder = new InputBinder(model.signature(), model.pool())) {
            binder.hold(memory);
            fields();
            checkModel();
            Scheduling scheduling = scheduling(deadlineNanos);
            bindInputs(binder);
            for (int i = 0; i < outputs.count(); i++) {
                cursor.enter(outputs.start(i), outputs.stop(i));
                output(binder);
            }
            return new InferCall(binder.request(id, scheduling), raw.count() > 0, classes, explained);
        } catch (MalformedMessageException e) {
            throw RequestException.badRequest(
                    "The message is no ModelInferRequest: %s.", String.valueOf(e.getMessage()));
        }
    }

    private void fields() throws MalformedMessageException {
        for (int tag = cursor.next(); tag != 0; tag = cursor.next()) {
            if (tag == INPUTS) {
                inputs.add(cursor.block(), cursor.position());
            } else if (tag == RAW_CONTENTS) {
                raw.add(cursor.block(), cursor.position());
            } else if (tag == MODEL_NAME) {
                nameStart = cursor.block();
                nameStop = cursor.position();
            } else if (tag == MODEL_VERSION) {
                versionStart = cursor.block();
                versionStop = cursor.position();
            } else if (tag == ID) {
                id = cursor.text(cursor.block(), cursor.position());
            } else if (tag == PARAMETERS) {
                parameters.add(cursor.block(), cursor.position());
            } else if (tag == OUTPUTS) {
                outputs.add(cursor.block(), cursor.position());
            } else {
                cursor.skip();
            }
        }
    }

    private void checkModel() throws MalformedMessageException, RequestException {
        boolean named = model.named(cursor, nameStart, nameStop);
        if (!named || !model.versioned(cursor, versionStart, versionStop)) {
            throw new RequestException(
                    FailureCode.NOT_FOUND,
                    model.unknown(cursor.text(nameStart, nameStop), cursor.text(versionStart, versionStop)));
        }
    }

    private Scheduling scheduling(long deadlineNanos) throws MalformedMessageException, RequestException {
        InferParameters given = InferParameters.read(cursor, parameters);
        explained = given.flag("explain");
        Scheduling named = Scheduling.of(
                given.number("priority", Integer.MAX_VALUE),
                given.number("timeout", Long.MAX_VALUE),
                System.nanoTime());
        return new Scheduling(named.priority(), earlier(named.deadlineNanos(), deadlineNanos));
    }

    private static long earlier(long one, long other) {
        if (one == Scheduling.NO_DEADLINE || other == Scheduling.NO_DEADLINE) {
            return Math.min(one, other);
        }
        return one - other < 0 ? one : other;
    }

    private void bindInputs(InputBinder binder) throws MalformedMessageException, RequestException {
        if (raw.count() > 0 && raw.count() != inputs.count()) {
            throw RequestException.badRequest(
                    "The request has %d raw_input_contents for %d inputs; each input needs one, or all need contents.",
                    raw.count(), inputs.count());
        }
        InferInputReader input = new InferInputReader(model, cursor);
        for (int i = 0; i < inputs.count(); i++) {
            cursor.enter(inputs.start(i), inputs.stop(i));
            TensorSpec spec = input.read(binder);
            if (raw.count() == 0) {
                TypedContents.bind(cursor, input.contents(), spec, input.shape(), binder);
                continue;
            }
            if (input.contents().count() > 0) {
                throw RequestException.badRequest(
                        "Input '%s' has contents although the request has raw_input_contents; send one of the two.",
                        spec.name());
            }
            binder.bindRaw(spec, input.shape(), cursor.slice(raw.start(i), raw.stop(i)));
        }
    }

    private void output(InputBinder binder) throws MalformedMessageException, RequestException {
        String name = "";
        Regions given = new Regions();
        for (int tag = cursor.next(); tag != 0; tag = cursor.next()) {
            if (tag == OUTPUT_NAME) {
                name = cursor.text(cursor.block(), cursor.position());
            } else if (tag == OUTPUT_PARAMETERS) {
                given.add(cursor.block(), cursor.position());
            } else {
                cursor.skip();
            }
        }
        binder.want(name);
        int wanted = InferParameters.read(cursor, given).withoutSharedMemory().count("classification");
        if (wanted > 0) {
            model.labels().checkNumeric(name);
            classes.put(name, wanted);
        }
    }
}
