package dev.slipway.featureserver.materialize;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How far a view has been materialised. Kept in Redis beside the rows: a Redis that lost its rows has lost this as well, and
 * the next run brings everything.
 *
 * @param cursors what had been read, run by run
 * @param watermark the newest event time written, in ISO 8601; empty before the first row
 * @param rows rows written in all runs
 * @param backfilled event time up to which a backfill has come
 * @param entities entities within the ttl, where they have been counted
 * @param tiles which filling of the tiles the rows are of, and the time of their windows
 * @param histories where the rows of this progress are, for a cluster
 */
public record Progress(
        List<At> cursors,
        String watermark,
        long rows,
        String backfilled,
        Optional<Long> entities,
        Optional<TilesAt> tiles,
        List<History> histories) {
    /** Nothing yet. */
    static final Progress NONE = new Progress(List.of(), "", 0, "", Optional.empty(), Optional.empty(), List.of());

    private static final String VERSION = "3";
    private static final int HEAD = 7;
    private static final int MOST = 200;

    /**
     * A run's cursor.
     *
     * @param millis the time of the run, in milliseconds since 1970
     * @param seen which transactions it saw
     * @param cursor the cursor column's value as text
     */
    record At(long millis, Transactions seen, String cursor) {
        /** Whether every transaction that was open at a later run had not begun to write at this one. */
        boolean before(At later, long latenessMillis) {
            return millis <= later.millis - latenessMillis && seen.next() <= later.seen.oldest();
        }

        String text() {
            return millis + " " + seen.oldest() + " " + seen.next() + " " + cursor;
        }

        static At parse(String line) {
            String[] words = line.split(" ", 4);
            Transactions seen = new Transactions(Long.parseLong(words[1]), Long.parseLong(words[2]));
            return new At(Long.parseLong(words[0]), seen, words[3]);
        }
    }

    /** A filling of the tiles and the time that windows were computed for. */
    record TilesAt(String epoch, Instant time) {}

    /**
     * From where on to read: what the last run could not see lies behind this cursor. A row it could not see is of a
     * transaction that was open then; so it came after any run before which no such transaction had begun, and that is
     * older by {@code latenessMillis}, for numbers that are drawn long before they are written. Clocks jump and
     * transactions take longer than foreseen; the numbers of transactions do neither.
     */
    Optional<String> settled(long latenessMillis, Transactions now) {
        if (cursors.isEmpty() || cursors.getLast().seen().next() > now.next()) {
            // Nothing was read, or from another database.
            return Optional.empty();
        }
        String found = cursors.getFirst().cursor();
        for (At at : cursors) {
            if (at.before(cursors.getLast(), latenessMillis)) {
                found = at.cursor();
            }
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }

    /** The newest cursor. */
    String cursor() {
        return cursors.isEmpty() ? "" : cursors.getLast().cursor();
    }

    Progress advanced(long millis, String cursor, long latenessMillis, Transactions seen) {
        At last = new At(millis, seen, cursor);
        List<At> kept = new ArrayList<>();
        if (cursors.isEmpty()) {
            // Until the first cursor has settled, everything is read again.
            kept.add(new At(0, Transactions.NONE, ""));
        }
        for (int i = 0; i < cursors.size(); i++) {
            boolean superseded = i + 1 < cursors.size() && cursors.get(i + 1).before(last, latenessMillis);
            if (!superseded) {
                kept.add(cursors.get(i));
            }
        }
        while (kept.size() >= MOST) {
            kept.remove(1);
        }
        kept.add(last);
        return new Progress(List.copyOf(kept), watermark, rows, backfilled, entities, tiles, histories);
    }

    Progress wrote(long more, String newest) {
        String later = newest.compareTo(watermark) > 0 ? newest : watermark;
        return new Progress(cursors, later, rows + more, backfilled, entities, tiles, histories);
    }

    Progress backfilledTo(String time) {
        return new Progress(cursors, watermark, rows, time, entities, tiles, histories);
    }

    Progress withEntities(Optional<Long> counted) {
        return new Progress(cursors, watermark, rows, backfilled, counted, tiles, histories);
    }

    Progress withTiles(Optional<TilesAt> now) {
        return new Progress(cursors, watermark, rows, backfilled, entities, now, histories);
    }

    /** The same where rows have been lost: nothing counts as read. */
    Progress again() {
        return new Progress(List.of(), watermark, rows, "", entities, tiles, List.of());
    }

    /** The same, with rows that are in servers of these histories. */
    Progress in(List<History> servers) {
        return new Progress(cursors, watermark, rows, backfilled, entities, tiles, servers);
    }

    /** Lines of text. */
    String text() {
        StringBuilder text = new StringBuilder(VERSION + "\n" + watermark + "\n" + rows + "\n" + backfilled + "\n");
        text.append(entities.map(String::valueOf).orElse("")).append('\n');
        text.append(tiles.map(at -> at.epoch() + " " + at.time()).orElse("")).append('\n');
        text.append(histories.stream().map(History::text).collect(Collectors.joining(" ")))
                .append('\n');
        cursors.forEach(at -> text.append(at.text()).append('\n'));
        return text.toString();
    }

    /** Reads them; what another version has written is as if it were lost. */
    static Progress parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() < HEAD || !lines.getFirst().equals(VERSION)) {
            return NONE;
        }
        List<At> cursors = new ArrayList<>();
        for (String line : lines.subList(HEAD, lines.size())) {
            cursors.add(At.parse(line));
        }
        String entities = lines.get(4);
        String tiles = lines.get(5);
        return new Progress(
                List.copyOf(cursors),
                lines.get(1),
                Long.parseLong(lines.get(2)),
                lines.get(3),
                entities.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(entities)),
                tiles.isEmpty() ? Optional.empty() : Optional.of(tiles(tiles)),
                Stream.of(lines.get(6).split(" ", -1))
                        .filter(word -> !word.isEmpty())
                        .map(History::ofText)
                        .toList());
    }

    private static TilesAt tiles(String text) {
        int space = text.indexOf(' ');
        return new TilesAt(text.substring(0, space), Instant.parse(text.substring(space + 1)));
    }
}
