package dev.slipway.driftjob.web;

import dev.slipway.workload.json.JsonDocument;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.util.Map;

/** An answer, whole. */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way, never changed
public record WebAnswer(int status, HttpHeaders headers, byte[] body) {
    /** Whether it is one of the 2xx. */
    public boolean accepted() {
        return status / 100 == 2;
    }

    /** Whether the same request may succeed in a moment. */
    public boolean busy() {
        return status == 408 || status == 425 || status == 429 || status >= 500;
    }

    /** The JSON object in it. */
    public Map<?, ?> object() throws WebException {
        try {
            if (JsonDocument.read(body) instanceof Map<?, ?> map) {
                return map;
            }
        } catch (IOException e) {
            throw new WebException("answered " + status + " and something that is no JSON", e);
        }
        throw new WebException("answered " + status + " and no JSON object");
    }
}
