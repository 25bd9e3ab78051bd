package dev.slipway.featureserver.export;

import dev.slipway.workload.json.JsonText;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What an export did.
 *
 * @param output where the set is
 * @param rows as many as the entity table has
 * @param bytes written
 * @param views how each view was joined
 * @param durationMillis how long it took
 */
public record ExportSummary(String output, long rows, long bytes, List<View> views, long durationMillis) {
    private static final int MOST_VIEWS = 20;

    /**
     * One view.
     *
     * @param view its name
     * @param strategy how it was joined
     * @param rowsRead rows that PostgreSQL gave
     * @param rowsMatched rows of the set that have a row of the view
     */
    public record View(String view, String strategy, long rowsRead, long rowsMatched) {
        private String json() {
            return "{\"view\":" + JsonText.quote(view) + ",\"strategy\":" + JsonText.quote(strategy) + ",\"rowsRead\":"
                    + rowsRead + ",\"rowsMatched\":" + rowsMatched + "}";
        }
    }

    /** One JSON object of at most 4 KB. */
    public String json() {
        String joined = views.stream().limit(MOST_VIEWS).map(View::json).collect(Collectors.joining(",", "[", "]"));
        return "{\"result\":\"Succeeded\",\"output\":" + JsonText.quote(output) + ",\"rows\":" + rows + ",\"bytes\":"
                + bytes + ",\"durationMillis\":" + durationMillis + ",\"views\":" + joined + "}";
    }
}
