package dev.slipway.featureserver.redis;

import dev.slipway.featureserver.config.RedisConfig.Address;
import java.util.ArrayList;
import java.util.List;

/** Which slot a key has (CRC-16/XMODEM of the key, or of what stands in its first braces), and who owns which. */
final class ClusterSlots {
    static final int COUNT = 16_384;

    private static final int[] CRC = table();

    private ClusterSlots() {}

    /** Slots that one primary has. */
    record Range(int first, int last, Address primary) {}

    static int of(byte[] key, int offset, int length) {
        int from = offset;
        int to = offset + length;
        int open = indexOf(key, '{', from, to);
        if (open >= 0) {
            int shut = indexOf(key, '}', open + 1, to);
            if (shut > open + 1) {
                from = open + 1;
                to = shut;
            }
        }
        int crc = 0;
        for (int i = from; i < to; i++) {
            crc = ((crc << 8) & 0xffff) ^ CRC[((crc >>> 8) ^ key[i]) & 0xff];
        }
        return crc & (COUNT - 1);
    }

    /** Reads the reply to CLUSTER SLOTS: first slot, last slot, and nodes, of which the first is the primary. */
    static List<Range> read(byte[] buffer, int from, int to, String askedHost) {
        List<Range> ranges = new ArrayList<>();
        int at = Resp.lineEnd(buffer, from, to);
        while (at < to) {
            int end = Resp.end(buffer, at, to);
            int first = Resp.lineEnd(buffer, at, end);
            int last = Resp.end(buffer, first, end);
            int node = Resp.end(buffer, last, end);
            if (node < end) {
                int host = Resp.lineEnd(buffer, node, end);
                int port = Resp.end(buffer, host, end);
                String name = Resp.text(buffer, host, port);
                Address primary = new Address(name.isEmpty() ? askedHost : name, Resp.number(buffer, port + 1));
                ranges.add(new Range(Resp.number(buffer, first + 1), Resp.number(buffer, last + 1), primary));
            }
            at = end;
        }
        return ranges;
    }

    private static int indexOf(byte[] key, char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (key[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static int[] table() {
        int[] table = new int[256];
        for (int i = 0; i < 256; i++) {
            int crc = i << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ 0x1021;
            }
            table[i] = crc & 0xffff;
        }
        return table;
    }
}
