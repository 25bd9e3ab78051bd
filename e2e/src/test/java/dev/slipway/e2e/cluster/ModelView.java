package dev.slipway.e2e.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A ModelDeployment as any client of the API sees it: no class of ours stands between the test and the contract. */
public record ModelView(GenericKubernetesResource resource) {
    /** One condition. */
    public record Condition(String type, String status, String reason, String message, long observedGeneration) {}

    public static Optional<ModelView> of(HasMetadata object) {
        return object instanceof GenericKubernetesResource r && r.getKind().equals("ModelDeployment")
                ? Optional.of(new ModelView(r))
                : Optional.empty();
    }

    public String name() {
        return resource.getMetadata().getName();
    }

    public long generation() {
        return resource.getMetadata().getGeneration();
    }

    public Optional<Condition> condition(String type) {
        return conditions().stream().filter(c -> c.type().equals(type)).findFirst();
    }

    public List<Condition> conditions() {
        return status("conditions")
                .map(list -> ((List<?>) list).stream().map(ModelView::condition).toList())
                .orElse(List.of());
    }

    /** Whether the condition has this status for the present generation. */
    public boolean is(String type, String status) {
        return condition(type)
                .filter(c -> c.status().equals(status) && c.observedGeneration() == generation())
                .isPresent();
    }

    public boolean ready() {
        return is("Ready", "True");
    }

    /** A field of the status, such as {@code status("replicas", "summary")}. */
    public Optional<Object> status(String... path) {
        Object at = resource.getAdditionalProperties().get("status");
        for (var step : path) {
            at = at instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return Optional.ofNullable(at);
    }

    /** Names of the revisions, newest first. */
    public List<String> revisions() {
        return status("revisions")
                .map(list -> ((List<?>) list)
                        .stream()
                                .map(r -> String.valueOf(((Map<?, ?>) r).get("name")))
                                .toList())
                .orElse(List.of());
    }

    private static Condition condition(Object json) {
        var map = (Map<?, ?>) json;
        return new Condition(
                text(map, "type"),
                text(map, "status"),
                text(map, "reason"),
                text(map, "message"),
                map.get("observedGeneration") instanceof Number n ? n.longValue() : -1);
    }

    private static String text(Map<?, ?> map, String key) {
        return String.valueOf(map.get(key));
    }

    @Override
    public String toString() {
        var text = new StringBuilder(name() + " generation " + generation());
        conditions()
                .forEach(c -> text.append("\n  ")
                        .append(c.type())
                        .append('=')
                        .append(c.status())
                        .append('/')
                        .append(c.reason())
                        .append(" (")
                        .append(c.observedGeneration())
                        .append("): ")
                        .append(c.message()));
        return text.toString();
    }
}
