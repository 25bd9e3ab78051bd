package dev.slipway.featureserver.registry;

import dev.slipway.featureserver.codec.JoinKey;
import dev.slipway.featureserver.config.FeatureServerConfig;
import dev.slipway.featureserver.config.FeatureServerConfig.Service;
import dev.slipway.featureserver.config.ViewConfig;
import dev.slipway.featureserver.config.ViewConfig.Feature;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A configuration as {@code feast.core.Registry} (Registry.proto of Feast 0.67), byte for byte a {@code registry.db}: with it
 * and this server as {@code online_store: {type: remote}} a Feast SDK needs no repository of definitions. A snapshot: what
 * Feast writes into it is lost with the next one.
 */
public final class RegistryFile {
    private static final String SCHEMA_VERSION = "1";
    private static final int GENERATED = 2;
    private static final String DUMMY_ENTITY = "__dummy";

    private final FeatureServerConfig config;
    private final Instant now;
    /** Names of entities by project and join key; Feast's entities have one type, so a second one has another name. */
    private final Map<String, Map<JoinKey, String>> entities = new TreeMap<>();

    private RegistryFile(FeatureServerConfig config, Instant now) {
        this.config = config;
        this.now = now;
        for (ViewConfig view : config.views()) {
            Map<JoinKey, String> known = entities.computeIfAbsent(view.project(), unseen -> new LinkedHashMap<>());
            for (JoinKey key : view.entities()) {
                boolean taken = known.containsValue(key.name());
                known.computeIfAbsent(key, unseen -> taken ? key.name() + "_" + key.type() : key.name());
            }
        }
    }

    /** The file's content. */
    public static byte[] of(FeatureServerConfig config, Instant now) {
        return new RegistryFile(config, now).registry().toByteArray();
    }

    private Message registry() {
        Message registry = new Message()
                .text(3, SCHEMA_VERSION)
                .text(4, UUID.randomUUID().toString())
                .time(5, now);
        entities.forEach((project, keys) -> {
            keys.forEach((key, name) -> registry.message(1, entity(project, key, name)));
            String id = UUID.nameUUIDFromBytes(project.getBytes(StandardCharsets.UTF_8))
                    .toString();
            registry.message(15, new Message().text(1, project).text(2, id));
            registry.message(
                    17, new Message().message(1, new Message().text(1, project)).message(2, times()));
        });
        for (ViewConfig view : config.views()) {
            registry.message(6, view(view));
            new DataSources(view, now).all().forEach(source -> registry.message(12, source));
        }
        config.services().forEach(service -> registry.message(7, service(service)));
        return registry;
    }

    private Message entity(String project, JoinKey key, String name) {
        Message spec = new Message()
                .text(1, name)
                .number(2, key.type().number())
                .text(4, key.name())
                .text(9, project);
        return new Message().message(1, spec).message(2, times());
    }

    private Message view(ViewConfig view) {
        DataSources sources = new DataSources(view, now);
        Message spec = new Message().text(1, view.name()).text(2, view.project());
        if (view.entities().isEmpty()) {
            spec.text(3, DUMMY_ENTITY);
        }
        view.entities().forEach(key -> spec.text(3, entityOf(view, key)));
        view.features().forEach(feature -> spec.message(4, field(feature)));
        spec.duration(6, view.ttl()).message(7, sources.batch()).number(8, 1);
        if (view.push().isPresent()) {
            spec.message(9, sources.push());
        }
        List<JoinKey> keys = view.entities().isEmpty() ? List.of(JoinKey.NO_ENTITY) : view.entities();
        keys.forEach(key -> spec.message(12, field(new Feature(key.name(), key.type()))));
        spec.text(18, "latest");
        return new Message().message(1, spec).message(2, times().number(6, GENERATED));
    }

    private String entityOf(ViewConfig view, JoinKey key) {
        Map<JoinKey, String> known = Objects.requireNonNull(entities.get(view.project()));
        return Objects.requireNonNull(known.get(key));
    }

    private Message service(Service service) {
        Map<String, Message> projections = new LinkedHashMap<>();
        String project = "";
        for (String reference : service.features()) {
            int colon = reference.indexOf(':');
            ViewConfig view = config.view(reference.substring(0, colon)).orElseThrow();
            project = project.isEmpty() ? view.project() : project;
            Feature feature = view.features().stream()
                    .filter(known -> known.name().equals(reference.substring(colon + 1)))
                    .findFirst()
                    .orElseThrow();
            projections.computeIfAbsent(view.name(), unseen -> projection(view)).message(2, field(feature));
        }
        Message spec = new Message().text(1, service.name()).text(2, project);
        projections.values().forEach(projection -> spec.message(3, projection));
        return new Message().message(1, spec).message(2, times());
    }

    private Message projection(ViewConfig view) {
        DataSources sources = new DataSources(view, now);
        return new Message()
                .text(1, view.name())
                .text(5, sources.timeField())
                .text(7, sources.createdField())
                .message(8, sources.batch())
                .text(11, "featureView");
    }

    private static Message field(Feature feature) {
        return new Message()
                .text(1, feature.name())
                .number(2, feature.type().number())
                .text(4, feature.description());
    }

    private Message times() {
        return new Message().time(1, now).time(2, now);
    }
}
