package dev.slipway.modelserver.precision;

import com.google.protobuf.ByteString;
import dev.slipway.modelserver.precision.proto.GraphProto;
import dev.slipway.modelserver.precision.proto.ModelProto;
import dev.slipway.modelserver.precision.proto.StringStringEntryProto;
import dev.slipway.modelserver.precision.proto.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Brings tensors that lie in other files into the graph, to be changed there. */
public final class ExternalWeights {
    /** What a model may have, its graph and its weights together: messages of protobuf end at twice this. */
    public static final long MOST_BYTES = 1L << 30;

    private static final int EXTERNAL = 1;

    private ExternalWeights() {}

    /**
     * The model with its own copies of the initializers of the main graph.
     *
     * @param folder where the other files are; that their names stay in it has been checked
     * @param most how many bytes they may have together
     * @throws IOException where a file is missing or shorter than the graph says
     */
    public static ModelProto inlined(ModelProto model, Path folder, long most)
            throws IOException, UnsuitableModelException {
        long left = most;
        GraphProto.Builder graph = model.getGraph().toBuilder();
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            if (graph.getInitializer(i).getDataLocation() == EXTERNAL) {
                TensorProto tensor = inlined(graph.getInitializer(i), folder, left);
                left -= tensor.getRawData().size();
                graph.setInitializer(i, tensor);
            }
        }
        return model.toBuilder().setGraph(graph).build();
    }

    private static TensorProto inlined(TensorProto tensor, Path folder, long most)
            throws IOException, UnsuitableModelException {
        String location = "";
        long offset = 0;
        long length = -1;
        for (StringStringEntryProto entry : tensor.getExternalDataList()) {
            switch (entry.getKey()) {
                case "location" -> location = entry.getValue();
                case "offset" -> offset = number(entry);
                case "length" -> length = number(entry);
                default -> {}
            }
        }
        try (FileChannel file = FileChannel.open(folder.resolve(location))) {
            long size = length < 0 ? file.size() - offset : length;
            if (size > most) {
                throw UnsuitableModelException.tooLarge(MOST_BYTES);
            }
            if (offset < 0 || size < 0 || offset > file.size() - size) {
                throw new IOException("'%s' of %d bytes has no %d bytes at %d for the tensor '%s'"
                        .formatted(location, file.size(), size, offset, tensor.getName()));
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) size);
            while (bytes.hasRemaining() && file.read(bytes, offset + bytes.position()) >= 0) {
                // until it is full
            }
            return tensor.toBuilder()
                    .clearExternalData()
                    .clearDataLocation()
                    .setRawData(ByteString.copyFrom(bytes.flip()))
                    .build();
        }
    }

    private static long number(StringStringEntryProto entry) throws IOException {
        try {
            return Long.parseLong(entry.getValue());
        } catch (NumberFormatException e) {
            throw new IOException("the graph's '%s' of a tensor is no number".formatted(entry.getKey()), e);
        }
    }
}
