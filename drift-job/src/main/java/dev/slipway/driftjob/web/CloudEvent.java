package dev.slipway.driftjob.web;

import dev.slipway.driftjob.config.MonitorName;
import dev.slipway.workload.json.JsonTree;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An event as CloudEvents 1.0 writes it in structured JSON. Receivers know a repetition by {@code source} and {@code id}.
 *
 * @param type such as {@code dev.slipway.drift.detected}
 * @param subject what it is about; empty: nothing more than the source says
 */
public record CloudEvent(
        String id, MonitorName monitor, String type, String subject, Instant time, Map<String, Object> data) {
    /** Media type of the structured form. */
    public static final String MEDIA_TYPE = "application/cloudevents+json";

    /** The event as JSON. */
    public byte[] structured() {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("specversion", "1.0");
        event.put("id", id);
        event.put(
                "source",
                "/apis/slipway.dev/v1alpha1/namespaces/" + monitor.namespace() + "/driftmonitors/" + monitor.name());
        event.put("type", type);
        if (!subject.isEmpty()) {
            event.put("subject", subject);
        }
        event.put("time", time.toString());
        event.put("datacontenttype", "application/json");
        event.put("data", data);
        try {
            return JsonTree.write(event);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
