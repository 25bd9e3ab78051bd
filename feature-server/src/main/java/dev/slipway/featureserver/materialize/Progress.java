package dev.slipway.featureserver.materialize;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far a view has been materialised. Kept in Redis beside the rows: a Redis that lost its rows has lost this as well, and
 * the next run brings everything.
 *
 * @param cursors what had been read, by time of the run: epoch milliseconds and the cursor column's value as text
 * @param watermark the newest event time written, in ISO 8601; empty before the first row
 * @param rows rows written in all runs
 * @param backfilled event time up to which a backfill has come
 * @param entities entities within the ttl, where they have been counted
 * @param tiles which filling of the tiles the rows are of, and the time of their windows
 */
public record Progress(
        List<At> cursors,
        String watermark,
        long rows,
        String backfilled,
        Optional<Long> entities,
        Optional<TilesAt> tiles) {
    /** Nothing yet. */
    static final Progress NONE = new Progress(List.of(), "", 0, "", Optional.empty(), Optional.empty());

    private static final String VERSION = "2";
    private static final int HEAD = 6;
    private static final int MOST = 200;

    /** A run's cursor. */
    record At(long millis, String cursor) {}

    /** A filling of the tiles and the time that windows were computed for. */
    record TilesAt(String epoch, Instant time) {}

    /** The newest cursor that is at least so old: rows that were being written then are visible now. */
    Optional<String> settled(long beforeMillis) {
        if (cursors.isEmpty()) {
            return Optional.empty();
        }
        String found = cursors.getFirst().cursor();
        for (At at : cursors) {
            if (at.millis() <= beforeMillis) {
                found = at.cursor();
            }
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }

    /** The newest cursor. */
    String cursor() {
        return cursors.isEmpty() ? "" : cursors.getLast().cursor();
    }

    Progress advanced(long millis, String cursor, long keepFromMillis) {
        List<At> kept = new ArrayList<>();
        if (cursors.isEmpty()) {
            // Until the first cursor has settled, everything is read again.
            kept.add(new At(0, ""));
        }
        for (int i = 0; i < cursors.size(); i++) {
            boolean superseded = i + 1 < cursors.size() && cursors.get(i + 1).millis() <= keepFromMillis;
            if (!superseded) {
                kept.add(cursors.get(i));
            }
        }
        while (kept.size() >= MOST) {
            kept.remove(1);
        }
        kept.add(new At(millis, cursor));
        return new Progress(List.copyOf(kept), watermark, rows, backfilled, entities, tiles);
    }

    Progress wrote(long more, String newest) {
        String later = newest.compareTo(watermark) > 0 ? newest : watermark;
        return new Progress(cursors, later, rows + more, backfilled, entities, tiles);
    }

    Progress backfilledTo(String time) {
        return new Progress(cursors, watermark, rows, time, entities, tiles);
    }

    Progress withEntities(Optional<Long> counted) {
        return new Progress(cursors, watermark, rows, backfilled, counted, tiles);
    }

    Progress withTiles(Optional<TilesAt> now) {
        return new Progress(cursors, watermark, rows, backfilled, entities, now);
    }

    /** Lines of text. */
    String text() {
        StringBuilder text = new StringBuilder(VERSION + "\n" + watermark + "\n" + rows + "\n" + backfilled + "\n");
        text.append(entities.map(String::valueOf).orElse("")).append('\n');
        text.append(tiles.map(at -> at.epoch() + " " + at.time()).orElse("")).append('\n');
        cursors.forEach(
                at -> text.append(at.millis()).append(' ').append(at.cursor()).append('\n'));
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
            int space = line.indexOf(' ');
            cursors.add(new At(Long.parseLong(line.substring(0, space)), line.substring(space + 1)));
        }
        String entities = lines.get(4);
        String tiles = lines.get(5);
        return new Progress(
                List.copyOf(cursors),
                lines.get(1),
                Long.parseLong(lines.get(2)),
                lines.get(3),
                entities.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(entities)),
                tiles.isEmpty() ? Optional.empty() : Optional.of(tiles(tiles)));
    }

    private static TilesAt tiles(String text) {
        int space = text.indexOf(' ');
        return new TilesAt(text.substring(0, space), Instant.parse(text.substring(space + 1)));
    }
}
