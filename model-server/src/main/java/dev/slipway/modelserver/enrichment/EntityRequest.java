package dev.slipway.modelserver.enrichment;

import dev.slipway.modelserver.config.FeaturesConfig;
import dev.slipway.modelserver.inference.FailureCode;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.workload.features.OnlineAnswer;
import dev.slipway.workload.json.JsonTree;
import dev.slipway.workload.memory.ByteBudget;
import dev.slipway.workload.memory.NoRoomException;
import dev.slipway.workload.memory.Room;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A request that names an entity: {@code {"entity": {"customer_id": 42}, …}}, or lists of as many values as there are rows.
 * What its rows bring of their own is left alone; the features come in beside. Pure.
 */
public final class EntityRequest {
    private static final byte[] MARK = {'"', 'e', 'n', 't', 'i', 't', 'y', '"'};
    private static final String ENTITY = "entity";

    /** What a byte of a document takes as objects, at most: one digit and a comma are a number of 74 bytes. */
    private static final int TREE_BYTES = 40;

    private final Map<?, ?> body;
    private final EntityRows entity;
    private final CompletedRows rows;
    private final FeaturesConfig features;
    private final FeatureInputs inputs;

    private EntityRequest(
            Map<?, ?> body, EntityRows entity, CompletedRows rows, FeaturesConfig features, FeatureInputs inputs) {
        this.body = body;
        this.entity = entity;
        this.rows = rows;
        this.features = features;
        this.inputs = inputs;
    }

    /**
     * Reads a body; nothing where it names no entity, or is not what any reader will take.
     *
     * @param room of the body, which what is read of a large one is added to
     * @throws NoRoomException if there is no room for that
     */
    static Optional<EntityRequest> read(
            byte[] body, RequestForm form, FeaturesConfig features, FeatureInputs inputs, Supplier<Room> room)
            throws RequestException {
        if (!mentionsEntity(body)) {
            return Optional.empty();
        }
        long tree = (long) TREE_BYTES * body.length;
        if (tree > ByteBudget.SMALL) {
            Room its = room.get();
            its.require(its.bytes() + tree, "the values of a body of " + body.length + " bytes that names an entity");
        }
        try {
            if (!(JsonTree.read(body) instanceof Map<?, ?> document) || !document.containsKey(ENTITY)) {
                return Optional.empty();
            }
            EntityRows entity = EntityRows.read(document.get(ENTITY), features.entityKeys());
            CompletedRows rows =
                    switch (form) {
                        case ROWS -> InstanceRows.read(document, entity.count());
                        case ONE_ROW -> SingleRow.read(document, entity.count());
                        case TENSORS -> TensorRows.read(document, entity.count(), inputs);
                    };
            return Optional.of(new EntityRequest(document, entity, rows, features, inputs));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A look that costs next to nothing, for requests of other kinds. */
    private static boolean mentionsEntity(byte[] body) {
        for (int at = 0; at <= body.length - MARK.length; at++) {
            int matched = 0;
            while (matched < MARK.length && body[at + matched] == MARK[matched]) {
                matched++;
            }
            if (matched == MARK.length) {
                return true;
            }
        }
        return false;
    }

    /** Whose features are wanted: a list of {@link #count} values for each key. */
    Map<String, List<Object>> entities() {
        return entity.values();
    }

    int count() {
        return entity.count();
    }

    /** Whether its own values are all that the model needs of the features. */
    boolean isComplete() {
        return features.question().names().stream().allMatch(rows::hasAll);
    }

    /**
     * The body as a request without an entity; a number that is missing is NaN.
     *
     * @param answer the features
     * @param first the row of the answer at which this request's begin
     * @throws RequestException if a value is missing and its input has no NaN
     */
    byte[] with(OnlineAnswer answer, int first) throws RequestException {
        List<String> names = features.question().names();
        for (int row = 0; row < rows.count(); row++) {
            int asked = entity.count() == 1 ? 0 : row;
            for (int i = 0; i < names.size(); i++) {
                String name = names.get(i);
                if (!rows.has(row, name)) {
                    rows.put(row, name, value(answer, name, i, first + asked, asked));
                }
            }
        }
        return completed();
    }

    /** The body as it is, without its entity. */
    byte[] completed() throws RequestException {
        Map<String, Object> document = new LinkedHashMap<>();
        body.forEach((name, value) -> document.put(String.valueOf(name), value));
        document.remove(ENTITY);
        rows.into(document);
        try {
            return JsonTree.write(document);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
    }

    private Object value(OnlineAnswer answer, String name, int index, int at, int row) throws RequestException {
        String reference = features.question().references().get(index);
        if (answer.unreadable(name, at)) {
            throw new RequestException(
                    FailureCode.UNAVAILABLE,
                    "The feature %s of %s cannot be read: its store does not answer, or holds another type."
                            .formatted(reference, entity.described(row)));
        }
        Object value = answer.value(name, at);
        DataType type = inputs.type(name);
        boolean floating =
                switch (type) {
                    case FP16, BF16, FP32, FP64 -> true;
                    default -> false;
                };
        if (value == JsonTree.Absent.NULL) {
            if (!floating) {
                throw RequestException.badRequest(
                        "The feature %s has no value for %s, and its input takes %s, which knows no missing value: send one, or give the feature a default.",
                        reference, entity.described(row), type);
            }
            return new JsonTree.Numeral("NaN");
        }
        boolean numeric = type != DataType.BOOL && type != DataType.BYTES;
        return value instanceof Boolean truth && numeric ? new JsonTree.Numeral(truth ? "1" : "0") : value;
    }
}
