package dev.slipway.modelserver.onnx;

import dev.slipway.modelserver.failure.Reason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.json.JsonText;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The files beside a model that hold its large tensors. Field numbers are those of onnx.proto3; tensors stand among the
 * initializers, in attributes of nodes, and in the graphs that are attributes.
 */
public final class ExternalData {
    private static final int MODEL_GRAPH = 7;
    private static final int MODEL_FUNCTION = 25;
    private static final int FUNCTION_NODE = 7;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int GRAPH_SPARSE_INITIALIZER = 15;
    private static final int NODE_ATTRIBUTE = 5;
    private static final int ATTRIBUTE_TENSOR = 5;
    private static final int ATTRIBUTE_GRAPH = 6;
    private static final int ATTRIBUTE_TENSORS = 10;
    private static final int ATTRIBUTE_GRAPHS = 11;
    private static final int ATTRIBUTE_SPARSE = 22;
    private static final int ATTRIBUTE_SPARSES = 23;
    private static final int SPARSE_VALUES = 1;
    private static final int SPARSE_INDICES = 2;
    private static final int TENSOR_EXTERNAL_DATA = 13;
    private static final int ENTRY_KEY = 1;
    private static final int ENTRY_VALUE = 2;
    private static final int MAX_DEPTH = 64;
    private static final int SHOWN = 100;

    private final ProtobufReader in;
    private final Set<String> locations = new TreeSet<>();

    private ExternalData(ProtobufReader in) {
        this.in = in;
    }

    /**
     * Their names, relative to the model; none for a file that is no ONNX model, which the skim judges.
     *
     * @throws FailureException {@code ModelLoadFailed} where a name leads out of the model's folder
     */
    public static Set<String> locations(Path file) throws IOException, FailureException {
        try (InputStream stream = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            stream.mark(1 << 12);
            byte[] head = stream.readNBytes(512);
            stream.reset();
            if (head.length == 0 || !ForeignFormat.recognise(head).isEmpty()) {
                return Set.of();
            }
            ExternalData data = new ExternalData(new ProtobufReader(stream));
            try {
                data.model();
            } catch (EOFException e) {
                throw new FailureException(
                        Reason.ArtifactCorrupt,
                        "The model file ends in the middle of a field; upload it again, whole.",
                        e);
            } catch (ProtobufReader.MalformedProtobufException e) {
                throw new FailureException(
                        Reason.ArtifactCorrupt,
                        "The model file is damaged (%s); upload it again, whole.".formatted(e.getMessage()),
                        e);
            }
            for (String location : data.locations) {
                if (!RelativeName.isSafe(location)) {
                    throw refused(location, "is no plain path within the model's folder");
                }
            }
            return data.locations;
        }
    }

    /**
     * The files beside a model, after any links, must lie in the folder of the model: a graph names what the server reads.
     *
     * @param model the model, itself perhaps a link
     * @throws FailureException {@code ModelLoadFailed} where one does not
     */
    public static void checkBeside(Path model) throws IOException, FailureException {
        Path real = model.toRealPath();
        for (String location : locations(real)) {
            checkBeside(real, location);
        }
    }

    /** The same for one file. */
    public static void checkBeside(Path model, String location) throws IOException, FailureException {
        Path folder = Objects.requireNonNull(model.toRealPath().getParent(), "a file has a folder");
        Path data = folder.resolve(location);
        if (Files.exists(data) && !data.toRealPath().startsWith(folder)) {
            throw refused(location, "is a link out of the model's folder");
        }
    }

    /** A location that is not read, and why not. */
    public static FailureException refused(String location, String why) {
        String shown = JsonText.shortened(location, SHOWN);
        return new FailureException(
                Reason.ModelLoadFailed,
                "The graph keeps data in '%s', which %s.".formatted(shown.replaceAll("\\p{Cntrl}", "?"), why));
    }

    private void model() throws IOException {
        while (in.nextField(Long.MAX_VALUE)) {
            switch (in.field()) {
                case MODEL_GRAPH -> graph(in.message(Long.MAX_VALUE), 0);
                case MODEL_FUNCTION -> function(in.message(Long.MAX_VALUE));
                default -> in.skip(Long.MAX_VALUE);
            }
        }
    }

    private void function(long end) throws IOException {
        while (in.nextField(end)) {
            if (in.field() == FUNCTION_NODE) {
                node(in.message(end), 0);
            } else {
                in.skip(end);
            }
        }
    }

    private void graph(long end, int depth) throws IOException {
        while (in.nextField(end)) {
            switch (in.field()) {
                case GRAPH_NODE -> node(in.message(end), depth);
                case GRAPH_INITIALIZER -> tensor(in.message(end));
                case GRAPH_SPARSE_INITIALIZER -> sparse(in.message(end));
                default -> in.skip(end);
            }
        }
    }

    private void node(long end, int depth) throws IOException {
        while (in.nextField(end)) {
            if (in.field() == NODE_ATTRIBUTE) {
                attribute(in.message(end), depth);
            } else {
                in.skip(end);
            }
        }
    }

    private void attribute(long end, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new ProtobufReader.MalformedProtobufException("graphs are nested more than " + MAX_DEPTH + " deep");
        }
        while (in.nextField(end)) {
            switch (in.field()) {
                case ATTRIBUTE_TENSOR, ATTRIBUTE_TENSORS -> tensor(in.message(end));
                case ATTRIBUTE_SPARSE, ATTRIBUTE_SPARSES -> sparse(in.message(end));
                case ATTRIBUTE_GRAPH, ATTRIBUTE_GRAPHS -> graph(in.message(end), depth + 1);
                default -> in.skip(end);
            }
        }
    }

    private void sparse(long end) throws IOException {
        while (in.nextField(end)) {
            switch (in.field()) {
                case SPARSE_VALUES, SPARSE_INDICES -> tensor(in.message(end));
                default -> in.skip(end);
            }
        }
    }

    private void tensor(long end) throws IOException {
        while (in.nextField(end)) {
            if (in.field() == TENSOR_EXTERNAL_DATA) {
                entry(in.message(end));
            } else {
                in.skip(end);
            }
        }
    }

    private void entry(long end) throws IOException {
        String key = "";
        String value = "";
        while (in.nextField(end)) {
            switch (in.field()) {
                case ENTRY_KEY -> key = in.string(end);
                case ENTRY_VALUE -> value = in.string(end);
                default -> in.skip(end);
            }
        }
        if (key.equals("location")) {
            locations.add(value);
        }
    }
}
