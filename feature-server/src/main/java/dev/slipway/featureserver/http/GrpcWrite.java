package dev.slipway.featureserver.http;

import dev.slipway.featureserver.cells.RequestJson;
import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.Element;
import dev.slipway.featureserver.codec.FieldStatus;
import dev.slipway.featureserver.codec.JsonValues;
import dev.slipway.featureserver.codec.StoredValues;
import dev.slipway.featureserver.codec.ValueType;
import dev.slipway.featureserver.codec.Wire;
import dev.slipway.featureserver.codec.WireReader;
import dev.slipway.featureserver.plan.ViewPlan;
import dev.slipway.workload.grpc.GrpcStatus;
import dev.slipway.workload.json.JsonText;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Push and WriteToOnlineStore of Feast's {@code GrpcFeatureServer}: one row a call, its columns as texts or as values. They
 * become the data frame that a request over HTTP has, so that both are cast and refused alike; values that are of their
 * feature's own type are taken as they stand, since JSON cannot say NaN or a map with other keys than text.
 */
final class GrpcWrite implements GrpcCall.Answering {
    private static final Pattern SECONDS = Pattern.compile("-?(0|[1-9]\\d{0,18})");
    private static final byte[] DONE = {1 << 3, 1};

    private final Loop loop;
    private final boolean push;

    GrpcWrite(Loop loop, boolean push) {
        this.loop = loop;
        this.push = push;
    }

    @Override
    public void answer(GrpcCall call, byte[] message) throws RequestException {
        Row row = Row.read(message, push ? 5 : 4);
        if (!row.texts.isEmpty() && !row.values.isEmpty()) {
            String both = "Only one of features or typed_features may be set, not both";
            throw RequestException.feast(422, both, 422, "PushSourceNotFoundException", both);
        }
        if (!push && loop.catalog().view(row.name).isEmpty()) {
            throw RequestException.plain(
                    404, "There is no feature view '%s'.".formatted(row.name), 404, "'" + row.name + "'");
        }
        WriteRows.Wanted wanted = push ? WriteRows.pushed(loop, row.name, row.to) : WriteRows.written(loop, row.name);
        DataFrame frame = frame(wanted.view(), row);
        PushedRows.store(loop, row.name, frame, wanted.target(), failure -> {
            if (failure.isPresent()) {
                call.fail(failure.get());
            } else {
                ByteSink done = new ByteSink(2);
                done.put(DONE);
                call.answer(done);
            }
        });
    }

    /** Feast tells an unknown push source apart, and nothing else. */
    @Override
    public GrpcStatus compatible(RequestException why) {
        int code = why.status(true) == 422 ? GrpcStatus.INVALID_ARGUMENT : GrpcStatus.INTERNAL;
        return new GrpcStatus(code, why.feastWords());
    }

    private static DataFrame frame(ViewPlan view, Row row) throws RequestException {
        ByteSink json = new ByteSink(256);
        json.put('{');
        row.texts.forEach((name, text) -> column(json, name, ofText(view, name, text)));
        JsonValues values = new JsonValues();
        row.values.forEach((name, value) -> {
            ByteSink one = new ByteSink(32);
            if (!own(view, name, value)) {
                values.writeAny(one, value, 0, value.length);
            } else {
                one.ascii("null");
            }
            column(json, name, one.toByteArray());
        });
        json.put('}');
        DataFrame frame;
        try {
            frame = DataFrame.read(json.array(), 0, json.length(), view);
        } catch (IOException e) {
            throw RequestException.ours(400, RequestFields.sentence(e));
        }
        row.values.forEach((name, value) -> {
            if (own(view, name, value)) {
                frame.replace(view.position(name), ValueColumn.of(value));
            }
        });
        return frame;
    }

    private static void column(ByteSink json, String name, byte[] cell) {
        if (json.length() > 1) {
            json.put(',');
        }
        json.utf8(JsonText.quote(name));
        json.ascii(":[");
        json.put(cell);
        json.put(']');
    }

    /** Whether a value is of its feature's own type. */
    private static boolean own(ViewPlan view, String name, byte[] value) {
        int feature = view.position(name);
        return feature >= 0
                && value.length > 0
                && new StoredValues().check(view.type(feature), value, 0, value.length) == FieldStatus.PRESENT;
    }

    /** A text as the JSON of its feature's type: numbers are read out of strings anyway, truth and structures are not. */
    private static byte[] ofText(ViewPlan view, String name, String text) {
        int feature = view.position(name);
        ByteSink out = new ByteSink(32);
        ValueType type = feature < 0 ? ValueType.STRING : view.type(feature);
        String literal = type == ValueType.BOOL ? text.toLowerCase(Locale.ROOT) : text;
        boolean structure = !type.scalar() || type.element() == Element.MAP;
        boolean plain = type == ValueType.BOOL
                ? literal.equals("true") || literal.equals("false")
                : type == ValueType.UNIX_TIMESTAMP && SECONDS.matcher(text).matches();
        out.utf8(plain || (structure && RequestJson.document(literal)) ? literal : JsonText.quote(text));
        return out.toByteArray();
    }

    /** A PushRequest or WriteToOnlineStoreRequest (GrpcServer.proto of Feast 0.67). */
    private static final class Row {
        private final Map<String, String> texts = new LinkedHashMap<>();
        private final Map<String, byte[]> values = new LinkedHashMap<>();
        private String name = "";
        private String to = "";

        static Row read(byte[] message, int typedField) {
            Row row = new Row();
            WireReader in = new WireReader().over(message, 0, message.length);
            while (in.more()) {
                int tag = (int) in.varint();
                if (tag == (1 << 3 | Wire.DELIMITED)) {
                    ProtoFields.Entry entry = ProtoFields.entry(in);
                    row.texts.put(entry.key(), ProtoFields.text(entry.value()));
                } else if (tag == (typedField << 3 | Wire.DELIMITED)) {
                    ProtoFields.Entry entry = ProtoFields.entry(in);
                    row.values.put(entry.key(), entry.value());
                } else if (tag == (2 << 3 | Wire.DELIMITED)) {
                    row.name = ProtoFields.text(in);
                } else if (tag == (4 << 3 | Wire.DELIMITED)) {
                    row.to = ProtoFields.text(in);
                } else {
                    in.skip(tag & 7);
                }
            }
            return row;
        }
    }
}
