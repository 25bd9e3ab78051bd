package dev.slipway.featureserver.plan;

import dev.slipway.featureserver.codec.ByteSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one key of Redis is asked for. Views that share a key share the one command. The cells of a key are the features
 * asked for, then the event time of each view; of a packed row all features of its view.
 */
public final class KeyGroup {
    /** The command. */
    public enum Command {
        /** Named fields of a hash. */
        HMGET,
        /** A whole hash: cheaper for the server from a fifth of the fields on. */
        HGETALL,
        /** A packed row. */
        GET
    }

    private static final int WHOLE_FROM = 5;

    private final List<ViewPlan> views;
    private final Command command;
    private final int cells;
    private final byte[] head;
    private final byte[] tail;
    private final FieldIndex index;
    private final byte[][] timeFields;

    private KeyGroup(List<ViewPlan> views, Command command, int cells, byte[] tail, int arguments, FieldIndex index) {
        this.views = views;
        this.command = command;
        this.cells = cells;
        this.tail = tail;
        this.index = index;
        this.timeFields = views.stream().map(ViewPlan::timeField).toArray(byte[][]::new);
        String name = command.name();
        this.head = ("*" + (arguments + 2) + "\r\n$" + name.length() + "\r\n" + name + "\r\n$")
                .getBytes(StandardCharsets.US_ASCII);
    }

    static KeyGroup packed(ViewPlan view) {
        return new KeyGroup(List.of(view), Command.GET, view.size(), new byte[0], 0, new FieldIndex(new int[0]));
    }

    static KeyGroup hash(List<ViewPlan> views, List<Integer> fields, int fieldsOfKey) {
        int asked = fields.size() + views.size();
        int[] fieldOfCell = fields.stream().mapToInt(Integer::intValue).toArray();
        boolean whole = asked * WHOLE_FROM > fieldsOfKey && asked > 3;
        ByteSink tail = new ByteSink(64);
        if (!whole) {
            for (int field : fieldOfCell) {
                tail.ascii("$4\r\n");
                tail.int32(field);
                tail.ascii("\r\n");
            }
            for (ViewPlan view : views) {
                tail.ascii("$" + view.timeField().length + "\r\n");
                tail.put(view.timeField());
                tail.ascii("\r\n");
            }
        }
        return new KeyGroup(
                List.copyOf(new ArrayList<>(views)),
                whole ? Command.HGETALL : Command.HMGET,
                asked,
                tail.toByteArray(),
                whole ? 0 : asked,
                new FieldIndex(fieldOfCell));
    }

    /** The views that have their rows under the key. */
    public List<ViewPlan> views() {
        return views;
    }

    /** The command. */
    public Command command() {
        return command;
    }

    /** How many cells a key has. */
    public int cells() {
        return cells;
    }

    /** Any of its views: they agree on the key. */
    public ViewPlan keyOwner() {
        return views.getFirst();
    }

    /** The cell of a view's event time. */
    public int timeCell(int view) {
        return cells - views.size() + view;
    }

    /** Appends the command for one key. */
    public void encode(ByteSink out, byte[] keys, int offset, int length) {
        out.put(head);
        out.decimal(length);
        out.put('\r');
        out.put('\n');
        out.put(keys, offset, length);
        out.put('\r');
        out.put('\n');
        out.put(tail);
    }

    /** The cell of a field of the hash, or -1 where nobody asked for it. */
    public int cellOf(byte[] name, int offset, int length) {
        if (length == 4) {
            int cell = index.cell(dev.slipway.featureserver.codec.Bytes.int32(name, offset));
            if (cell >= 0) {
                return cell;
            }
        }
        for (int view = 0; view < timeFields.length; view++) {
            if (Arrays.equals(timeFields[view], 0, timeFields[view].length, name, offset, offset + length)) {
                return timeCell(view);
            }
        }
        return -1;
    }
}
