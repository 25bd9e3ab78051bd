package dev.slipway.featureserver.ingest;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.EventTimes;
import dev.slipway.featureserver.plan.ViewPlan;
import dev.slipway.featureserver.redis.Resp;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The command that writes one row unless a newer one is there: compare and set in one step of Redis, so that any number of
 * writers leave the newest row. A row of the same event time replaces the other, since that is how corrections come.
 */
public final class RowScript {
    /**
     * Feast's hash. ARGV: life in ms (0: for ever), seconds and nanoseconds of the event time, then fields and values, of
     * which the first is the event time. A stored time is a serialized Timestamp; its varints are read as doubles, which
     * are exact to 2^53, negative ones by their complement. Replies 0: a newer row is there, 1: replaced, 2: the first.
     */
    private static final String HASH = """
            local old = redis.call('HGET', KEYS[1], ARGV[4])
            if old and old ~= ARGV[5] then
              local s, n, i, len = 0, 0, 1, #old
              while i <= len do
                local tag, v, c, m, b, k = string.byte(old, i), 0, 0, 1, 128, 0
                while b >= 128 and i < len do
                  i = i + 1
                  k = k + 1
                  b = string.byte(old, i)
                  local low = b % 128
                  v = v + low * m
                  if k == 10 then c = c + (1 - low) * m else c = c + (127 - low) * m end
                  m = m * 128
                end
                if k == 10 then v = -c - 1 end
                if tag == 8 then s = v elseif tag == 16 then n = v end
                i = i + 1
              end
              local ns, nn = tonumber(ARGV[2]), tonumber(ARGV[3])
              if s > ns or (s == ns and n > nn) then return 0 end
            end
            redis.call('HSET', KEYS[1], unpack(ARGV, 4))
            if ARGV[1] ~= '0' then
              redis.call('PEXPIRE', KEYS[1], ARGV[1])
            end
            return old and 1 or 2
            """;

    /** A packed row. ARGV: life in ms (0: for ever), seconds and nanoseconds of the event time, the row. */
    private static final String PACKED = """
            local old = redis.call('GETRANGE', KEYS[1], 1, 12)
            if #old == 12 then
              local s, n = struct.unpack('<i8I4', old)
              local ns, nn = tonumber(ARGV[2]), tonumber(ARGV[3])
              if s > ns or (s == ns and n > nn) then return 0 end
            end
            if ARGV[1] == '0' then
              redis.call('SET', KEYS[1], ARGV[4])
            else
              redis.call('SET', KEYS[1], ARGV[4], 'PX', ARGV[1])
            end
            return #old == 12 and 1 or 2
            """;

    private static final byte[] EVALSHA = "EVALSHA".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ONE = {'1'};

    private final ViewPlan view;
    private final byte[] script;
    private final byte[] digest;
    private final byte[] life;
    private final ByteSink scratch = new ByteSink(256);
    private final ByteSink number = new ByteSink(24);

    /** The command for rows of a view whose keys live so long after a write. */
    public RowScript(ViewPlan view, long lifeMillis) {
        this.view = view;
        this.script = (view.packed() ? PACKED : HASH).getBytes(StandardCharsets.US_ASCII);
        this.digest = sha1(script).getBytes(StandardCharsets.US_ASCII);
        this.life = String.valueOf(lifeMillis).getBytes(StandardCharsets.US_ASCII);
    }

    /** Appends the command that makes the script known to a server. */
    public void load(ByteSink out) {
        Resp.command(out, "SCRIPT", "LOAD", new String(script, StandardCharsets.US_ASCII));
    }

    /** One row's values, feature by feature in the order of the view. */
    public interface Values {
        /** Where the value of this feature stands. */
        byte[] array(int feature);

        /** Its first byte. */
        int offset(int feature);

        /** Its length; 0 for null. */
        int length(int feature);
    }

    /** Appends the command for one row. */
    public void encode(ByteSink out, byte[] key, int keyOffset, int keyLength, long eventTime, Values values) {
        int size = view.size();
        Resp.begin(out, view.packed() ? 8 : 9 + 2 * size);
        Resp.argument(out, EVALSHA);
        Resp.argument(out, digest);
        Resp.argument(out, ONE);
        Resp.argument(out, key, keyOffset, keyLength);
        Resp.argument(out, life);
        decimal(out, EventTimes.seconds(eventTime));
        decimal(out, EventTimes.nanos(eventTime));
        scratch.truncate(0);
        if (view.packed()) {
            view.packedRow().begin(scratch, eventTime);
            for (int i = 0; i < size; i++) {
                view.packedRow().value(scratch, 0, i, values.array(i), values.offset(i), values.length(i));
            }
            Resp.argument(out, scratch.array(), 0, scratch.length());
            return;
        }
        EventTimes.encode(scratch, eventTime);
        Resp.argument(out, view.timeField());
        Resp.argument(out, scratch.array(), 0, scratch.length());
        for (int i = 0; i < size; i++) {
            field(out, view.field(i));
            Resp.argument(out, values.array(i), values.offset(i), values.length(i));
        }
    }

    private void decimal(ByteSink out, long value) {
        number.truncate(0);
        number.decimal(value);
        Resp.argument(out, number.array(), 0, number.length());
    }

    private static void field(ByteSink out, int field) {
        out.ascii("$4\r\n");
        out.int32(field);
        out.ascii("\r\n");
    }

    private static String sha1(byte[] script) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(script));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
