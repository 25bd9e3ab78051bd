package dev.slipway.featureserver.purge;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.plan.ViewPlan;
import dev.slipway.featureserver.redis.Resp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The command that removes a view's row under one key, and what its reply tells. */
final class Removal {
    /**
     * Of Feast's hash only the view's fields. Where no other view has an event time left, the key goes: what remains are
     * fields of features that the view once had.
     */
    private static final String HASH = """
            if redis.call('HDEL', KEYS[1], unpack(ARGV)) == 0 then return 0 end
            for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
              if string.sub(field, 1, 4) == '_ts:' then return 1 end
            end
            redis.call('DEL', KEYS[1])
            return 2
            """;

    private final boolean packed;
    private final List<byte[]> fields = new ArrayList<>();

    Removal(ViewPlan view) {
        packed = view.packed();
        for (int feature = 0; feature < view.size(); feature++) {
            ByteSink field = new ByteSink(4);
            field.int32(view.field(feature));
            fields.add(field.toByteArray());
        }
        fields.add(view.timeField());
    }

    byte[] command(byte[] key) {
        ByteSink out = new ByteSink(512);
        if (packed) {
            Resp.begin(out, 2);
            Resp.argument(out, "DEL".getBytes(StandardCharsets.US_ASCII));
            Resp.argument(out, key);
            return out.toByteArray();
        }
        Resp.begin(out, 4 + fields.size());
        Resp.argument(out, "EVAL".getBytes(StandardCharsets.US_ASCII));
        Resp.argument(out, HASH.getBytes(StandardCharsets.US_ASCII));
        Resp.argument(out, "1".getBytes(StandardCharsets.US_ASCII));
        Resp.argument(out, key);
        fields.forEach(field -> Resp.argument(out, field));
        return out.toByteArray();
    }

    /** Whether a row was removed; a key that holds something else is left alone. */
    boolean row(byte[] reply) {
        return reply[0] == ':' && reply[1] != '0';
    }

    /** Whether the key is gone with it. */
    boolean key(byte[] reply) {
        return row(reply) && (packed || reply[1] == '2');
    }
}
