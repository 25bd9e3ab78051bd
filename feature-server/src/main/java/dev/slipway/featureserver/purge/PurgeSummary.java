package dev.slipway.featureserver.purge;

import dev.slipway.workload.json.JsonText;
import java.time.Duration;
import java.time.Instant;

/**
 * What a purge did, as the operator reads it from the termination message.
 *
 * @param view the view
 * @param project suffix of its keys
 * @param startTime when it began
 * @param finishTime when it ended
 * @param keysScanned keys of Redis that were looked at
 * @param rowsRemoved rows of the view that were removed
 * @param keysRemoved keys that are gone with them
 * @param resumed whether it went on where an earlier one had died
 */
public record PurgeSummary(
        String view,
        String project,
        Instant startTime,
        Instant finishTime,
        long keysScanned,
        long rowsRemoved,
        long keysRemoved,
        boolean resumed) {

    /** One JSON object. */
    public String json() {
        return "{\"view\":" + JsonText.quote(view) + ",\"project\":" + JsonText.quote(project)
                + ",\"result\":\"Succeeded\",\"startTime\":\"" + startTime + "\",\"finishTime\":\"" + finishTime
                + "\",\"durationMillis\":"
                + Duration.between(startTime, finishTime).toMillis() + ",\"keysScanned\":"
                + keysScanned + ",\"rowsRemoved\":" + rowsRemoved + ",\"keysRemoved\":" + keysRemoved + ",\"resumed\":"
                + resumed + "}";
    }
}
