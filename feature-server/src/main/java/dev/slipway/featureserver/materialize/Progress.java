package dev.slipway.featureserver.materialize;

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
 */
record Progress(List<At> cursors, String watermark, long rows, String backfilled) {
    static final Progress NONE = new Progress(List.of(), "", 0, "");
    private static final int MOST = 200;

    /** A run's cursor. */
    record At(long millis, String cursor) {}

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

    Progress advanced(long millis, String cursor, String newWatermark, long written, long keepFromMillis) {
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
        String later = newWatermark.compareTo(watermark) > 0 ? newWatermark : watermark;
        return new Progress(List.copyOf(kept), later, rows + written, backfilled);
    }

    Progress backfilledTo(String time, String newWatermark, long written) {
        String later = newWatermark.compareTo(watermark) > 0 ? newWatermark : watermark;
        return new Progress(cursors, later, rows + written, time);
    }

    /** Lines of text. */
    String text() {
        StringBuilder text = new StringBuilder("1\n" + watermark + "\n" + rows + "\n" + backfilled + "\n");
        cursors.forEach(
                at -> text.append(at.millis()).append(' ').append(at.cursor()).append('\n'));
        return text.toString();
    }

    static Progress parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() < 4 || !lines.getFirst().equals("1")) {
            return NONE;
        }
        List<At> cursors = new ArrayList<>();
        for (String line : lines.subList(4, lines.size())) {
            int space = line.indexOf(' ');
            cursors.add(new At(Long.parseLong(line.substring(0, space)), line.substring(space + 1)));
        }
        return new Progress(List.copyOf(cursors), lines.get(1), Long.parseLong(lines.get(2)), lines.get(3));
    }
}
