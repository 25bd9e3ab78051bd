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
 * The command that writes rows unless newer ones are there: compare and set in one step of Redis, so that any number of
 * writers leave the newest row. A row of the same event time replaces the other, since that is how corrections come. One
 * call carries several rows: names of fields are said once, and the price of a call is paid once.
 */
public final class RowScript {
    /**
     * Feast's hash. ARGV: number of fields, life in ms (0: for ever), the fields, of which the first is that of the event
     * time; then for each key its values. A stored time is a serialized Timestamp; its varints are read as doubles, which
     * are exact to 2^53, negative ones by their complement. Replies a digit for each key: 0: a newer row is there, 1:
     * replaced, 2: the first; or, the others written, the error of a key that is no hash.
     */
    private static final String HASH = """
            local function time(bytes)
              local s, n, i, len = 0, 0, 1, #bytes
              while i <= len do
                local tag, v, c, m, b, k = string.byte(bytes, i), 0, 0, 1, 128, 0
                while b >= 128 and i < len do
                  i = i + 1
                  k = k + 1
                  b = string.byte(bytes, i)
                  local low = b % 128
                  v = v + low * m
                  if k == 10 then c = c + (1 - low) * m else c = c + (127 - low) * m end
                  m = m * 128
                end
                if k == 10 then v = -c - 1 end
                if tag == 8 then s = v elseif tag == 16 then n = v end
                i = i + 1
              end
              return s, n
            end
            local width, life, field = tonumber(ARGV[1]), ARGV[2], ARGV[3]
            local line, at, out, wrong = {}, 2 + width, {}, nil
            for f = 1, width do line[2 * f - 1] = ARGV[2 + f] end
            for row = 1, #KEYS do
              local key, new, outcome = KEYS[row], ARGV[at + 1], '1'
              local old = redis.pcall('HGET', key, field)
              if not old then
                outcome = '2'
              elseif type(old) == 'table' then
                outcome, wrong = '0', old
              elseif old ~= new then
                local os, on = time(old)
                local ns, nn = time(new)
                if os > ns or (os == ns and on > nn) then outcome = '0' end
              end
              if outcome ~= '0' then
                for f = 1, width do line[2 * f] = ARGV[at + f] end
                redis.call('HSET', key, unpack(line))
                if life ~= '0' then redis.call('PEXPIRE', key, life) end
              end
              out[row] = outcome
              at = at + width
            end
            return wrong or table.concat(out)
            """;

    /** Packed rows. ARGV: 1, life in ms (0: for ever), nothing, then a row for each key. */
    private static final String PACKED = """
            local life, out, wrong = ARGV[2], {}, nil
            for row = 1, #KEYS do
              local key, new, outcome = KEYS[row], ARGV[3 + row], '2'
              local old = redis.pcall('GETRANGE', key, 1, 12)
              if type(old) == 'table' then
                outcome, wrong = '0', old
              elseif #old == 12 then
                local os, on = struct.unpack('<i8I4', old)
                local ns, nn = struct.unpack('<i8I4', string.sub(new, 2, 13))
                if os > ns or (os == ns and on > nn) then outcome = '0' else outcome = '1' end
              end
              if outcome ~= '0' then
                if life == '0' then
                  redis.call('SET', key, new)
                else
                  redis.call('SET', key, new, 'PX', life)
                end
              end
              out[row] = outcome
            end
            return wrong or table.concat(out)
            """;

    private static final byte[] EVALSHA = "EVALSHA".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_ROWS = 64;
    private static final int MOST_BYTES = 1 << 16;

    private final ViewPlan view;
    private final byte[] script;
    private final byte[] digest;
    private final byte[] head;
    private final int valuesOfRow;
    private final ByteSink scratch = new ByteSink(256);

    /** The command for rows of a view whose keys live so long after a write. */
    public RowScript(ViewPlan view, long lifeMillis) {
        this.view = view;
        this.script = (view.packed() ? PACKED : HASH).getBytes(StandardCharsets.US_ASCII);
        this.digest = sha1(script).getBytes(StandardCharsets.US_ASCII);
        this.valuesOfRow = view.packed() ? 1 : 1 + view.size();
        this.head = head(view, valuesOfRow, lifeMillis);
    }

    /** The arguments that are the same in every call. */
    private static byte[] head(ViewPlan view, int width, long lifeMillis) {
        ByteSink out = new ByteSink(32 + width * 10);
        argument(out, width);
        argument(out, lifeMillis);
        if (view.packed()) {
            Resp.argument(out, new byte[0]);
            return out.toByteArray();
        }
        Resp.argument(out, view.timeField());
        for (int i = 0; i < view.size(); i++) {
            field(out, view.field(i));
        }
        return out.toByteArray();
    }

    private static void argument(ByteSink out, long number) {
        Resp.argument(out, String.valueOf(number).getBytes(StandardCharsets.US_ASCII));
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

    /** Appends the arguments of one row: event time and values. */
    public void encode(ByteSink out, long eventTime, Values values) {
        int size = view.size();
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
        Resp.argument(out, scratch.array(), 0, scratch.length());
        for (int i = 0; i < size; i++) {
            Resp.argument(out, values.array(i), values.offset(i), values.length(i));
        }
    }

    /** How many rows one call may carry whose arguments have so many bytes each; Redis does nothing else meanwhile. */
    static int rowsOfCall(int bytesOfRow) {
        return Math.clamp(MOST_BYTES / Math.max(1, bytesOfRow), 1, MOST_ROWS);
    }

    /** Appends what comes before the keys of a call. */
    void begin(ByteSink out, int rows) {
        Resp.begin(out, 3 + rows + (view.packed() ? 3 : 2 + valuesOfRow) + rows * valuesOfRow);
        Resp.argument(out, EVALSHA);
        Resp.argument(out, digest);
        argument(out, rows);
    }

    /** Appends what comes between the keys of a call and the arguments of its rows. */
    void afterKeys(ByteSink out) {
        out.put(head);
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
