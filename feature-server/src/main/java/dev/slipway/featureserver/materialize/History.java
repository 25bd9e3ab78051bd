package dev.slipway.featureserver.materialize;

import java.util.List;

/**
 * Which history of writes a server of Redis has, as its replication tells it. Another history in the same place means a
 * server that began anew or a replica that was promoted: it may lack what its predecessor had acknowledged.
 *
 * @param id the history that goes on
 * @param offset how far it has come
 * @param former the history that this one continues; zeros where there is none
 * @param formerEnd the first offset of the former history that this one does not have
 */
record History(String id, long offset, String former, long formerEnd) {
    /** Reads Redis's section of information about replication. */
    static History parse(String info) {
        return new History(
                field(info, "master_replid"),
                number(field(info, "master_repl_offset")),
                field(info, "master_replid2"),
                number(field(info, "second_repl_offset")));
    }

    /** Whether everything is here that another history had when it was looked at. */
    private boolean has(History then) {
        return id.equals(then.id) || (former.equals(then.id) && formerEnd > then.offset);
    }

    /** Whether some server now has what each of these had then. */
    static boolean kept(List<History> then, List<History> now) {
        return then.stream().allMatch(before -> now.stream().anyMatch(after -> after.has(before)));
    }

    /** One word. */
    String text() {
        return id + ":" + offset;
    }

    /** Reads it: enough of it to ask whether it was kept. */
    static History ofText(String text) {
        int colon = text.indexOf(':');
        return new History(text.substring(0, colon), Long.parseLong(text.substring(colon + 1)), "", -1);
    }

    private static String field(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }

    private static long number(String text) {
        return text.isEmpty() ? -1 : Long.parseLong(text);
    }
}
