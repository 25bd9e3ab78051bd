package dev.slipway.modelserver.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.modelserver.inference.ClassLabels;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.ScratchPool;
import dev.slipway.workload.json.JsonText;

/** The one model of this server, its names ready to be compared with bytes on the wire. */
final class ServedModel {
    private final String name;
    private final String version;
    private final ModelSignature signature;
    private final ScratchPool pool;
    private final ClassLabels labels;
    private final byte[] nameBytes;
    private final byte[] versionBytes;
    private final byte[][] inputNames;
    private final byte[][] inputTypes;

    ServedModel(String name, String version, ModelSignature signature, ScratchPool pool, ClassLabels labels) {
        this.labels = labels;
        this.name = name;
        this.version = version;
        this.signature = signature;
        this.pool = pool;
        this.nameBytes = name.getBytes(UTF_8);
        this.versionBytes = version.getBytes(UTF_8);
        this.inputNames = signature.inputs().stream()
                .map(input -> input.name().getBytes(UTF_8))
                .toArray(byte[][]::new);
        this.inputTypes = signature.inputs().stream()
                .map(input -> input.datatype().name().getBytes(UTF_8))
                .toArray(byte[][]::new);
    }

    String name() {
        return name;
    }

    String version() {
        return version;
    }

    ModelSignature signature() {
        return signature;
    }

    ScratchPool pool() {
        return pool;
    }

    ClassLabels labels() {
        return labels;
    }

    boolean named(WireCursor cursor, int start, int stop) {
        return cursor.equal(start, stop, nameBytes);
    }

    /** Whether these bytes name the version, or none. */
    boolean versioned(WireCursor cursor, int start, int stop) {
        return start == stop || cursor.equal(start, stop, versionBytes);
    }

    boolean is(String wantedName, String wantedVersion) {
        return wantedName.equals(name) && (wantedVersion.isEmpty() || wantedVersion.equals(version));
    }

    /** Why a request for another model or version is refused. */
    String unknown(String wantedName, String wantedVersion) {
        return wantedName.equals(name)
                ? "The model '%s' has no version '%s'; it has '%s'.".formatted(name, shorten(wantedVersion), version)
                : "There is no model '%s' here; this server has '%s'.".formatted(shorten(wantedName), name);
    }

    /** Which input has these bytes as its name; -1 when none has. */
    int input(WireCursor cursor, int start, int stop) {
        for (int i = 0; i < inputNames.length; i++) {
            if (cursor.equal(start, stop, inputNames[i])) {
                return i;
            }
        }
        return -1;
    }

    /** Whether these bytes name the datatype of an input. */
    boolean typed(int input, WireCursor cursor, int start, int stop) {
        return cursor.equal(start, stop, inputTypes[input]);
    }

    static String shorten(String text) {
        return JsonText.shortened(text, 100);
    }
}
