package dev.slipway.featureserver.http;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.JsonValues;
import dev.slipway.featureserver.codec.MalformedValueException;
import dev.slipway.featureserver.codec.Wire;
import dev.slipway.featureserver.codec.WireReader;
import dev.slipway.workload.json.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code feast.serving.GetOnlineFeaturesRequest} (ServingService.proto of Feast 0.67). Its entities become the JSON that a
 * request over HTTP has, so that both are read, cast and refused alike.
 */
final class OnlineRequest {
    private final List<String> features = new ArrayList<>();
    private final Map<String, byte[]> entities = new LinkedHashMap<>();
    private Optional<String> service = Optional.empty();
    private boolean fullNames;
    private boolean versions;

    private OnlineRequest() {}

    /** Reads a message. */
    static OnlineRequest read(byte[] message) {
        OnlineRequest request = new OnlineRequest();
        WireReader in = new WireReader().over(message, 0, message.length);
        while (in.more()) {
            int tag = (int) in.varint();
            switch (tag) {
                case 1 << 3 | Wire.DELIMITED -> {
                    request.service = Optional.of(ProtoFields.text(in));
                    request.features.clear();
                }
                case 2 << 3 | Wire.DELIMITED -> {
                    request.service = Optional.empty();
                    request.list(in);
                }
                case 3 << 3 | Wire.DELIMITED -> request.entity(in);
                case 4 << 3 -> request.fullNames = in.varint() != 0;
                case 6 << 3 -> request.versions = in.varint() != 0;
                default -> in.skip(tag & 7);
            }
        }
        return request;
    }

    private void list(WireReader in) {
        int end = ProtoFields.end(in);
        while (in.position() < end) {
            int tag = (int) in.varint();
            if (tag == (1 << 3 | Wire.DELIMITED)) {
                features.add(ProtoFields.text(in));
            } else {
                in.skip(tag & 7);
            }
        }
    }

    private void entity(WireReader in) {
        ProtoFields.Entry entry = ProtoFields.entry(in);
        entities.put(entry.key(), entry.value());
    }

    Optional<String> service() {
        return service.filter(name -> !name.isEmpty());
    }

    List<String> features() {
        return features;
    }

    boolean fullNames() {
        return fullNames;
    }

    boolean versions() {
        return versions;
    }

    /** What plans of such requests are kept under; no other request has the same. */
    String planName() {
        return (fullNames ? "g+" : "g-")
                + service()
                        .map(name -> "s" + name)
                        .orElseGet(() -> features.size() + "\0" + String.join("\0", features));
    }

    /** The entities as an object of JSON. */
    byte[] entitiesJson() {
        JsonValues values = new JsonValues();
        ByteSink out = new ByteSink(256);
        out.put('{');
        entities.forEach((name, column) -> {
            if (out.length() > 1) {
                out.put(',');
            }
            out.utf8(JsonText.quote(name));
            out.ascii(":[");
            column(out, values, column);
            out.put(']');
        });
        out.put('}');
        return out.toByteArray();
    }

    /** A RepeatedValue. */
    private static void column(ByteSink out, JsonValues values, byte[] column) {
        WireReader in = new WireReader().over(column, 0, column.length);
        boolean first = true;
        while (in.more()) {
            int tag = (int) in.varint();
            if (tag != (1 << 3 | Wire.DELIMITED)) {
                in.skip(tag & 7);
                continue;
            }
            if (!first) {
                out.put(',');
            }
            first = false;
            int length = in.delimited();
            values.writeAny(out, column, in.position(), length);
            in.position(in.position() + length);
        }
        if (in.position() != column.length) {
            throw new MalformedValueException("a list of values is cut off");
        }
    }
}
