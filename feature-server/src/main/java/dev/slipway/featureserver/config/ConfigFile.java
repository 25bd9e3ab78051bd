package dev.slipway.featureserver.config;

import dev.slipway.featureserver.config.FeatureServerConfig.Limits;
import dev.slipway.featureserver.config.FeatureServerConfig.Service;
import dev.slipway.workload.config.ConfigDocument;
import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.FailureException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration as read from its file, with the hash by which the operator knows that this very document is in force.
 *
 * @param config the validated content
 * @param hash {@code sha256:} of the file's bytes
 */
public record ConfigFile(FeatureServerConfig config, String hash) {
    /** Where {@code SLIPWAY_CONFIG} points, or {@code /etc/slipway/feature-server.json}. */
    public static Path path(Map<String, String> environment) {
        return Path.of(environment.getOrDefault("SLIPWAY_CONFIG", "/etc/slipway/feature-server.json"));
    }

    /** Reads and validates one file. */
    public static ConfigFile read(Path file) throws FailureException {
        return of(ConfigDocument.read(file));
    }

    /** Validates a document. */
    public static ConfigFile parse(byte[] bytes) throws FailureException {
        return of(ConfigDocument.parse(bytes));
    }

    private static ConfigFile of(ConfigDocument document) throws FailureException {
        ConfigNode root = document.root().only("project", "redis", "views", "services", "limits");
        String project = root.optionalString("project").orElse("default");
        List<ViewConfig> views = views(root, project);
        FeatureServerConfig config = new FeatureServerConfig(
                RedisReader.read(root.object("redis").orElseThrow(() -> root.refuse("redis", "an object"))),
                views,
                services(root, views),
                limits(root));
        return new ConfigFile(config, document.hash());
    }

    private static List<ViewConfig> views(ConfigNode root, String project) throws FailureException {
        List<ViewConfig> views = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<String> pushes = new HashSet<>();
        for (ConfigNode node : root.objects("views")) {
            ViewConfig view = ViewReader.read(node, project);
            if (!names.add(view.name())) {
                throw node.refuse("name", "a name that no other view has");
            }
            if (view.push().isPresent() && !pushes.add(view.push().get().name())) {
                throw node.refuse("push", "a push source that no other view has");
            }
            views.add(view);
        }
        return List.copyOf(views);
    }

    private static List<Service> services(ConfigNode root, List<ViewConfig> views) throws FailureException {
        List<Service> services = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ConfigNode node : root.objects("services")) {
            node.only("name", "features");
            Service service = new Service(node.string("name"), List.copyOf(node.strings("features")));
            if (!names.add(service.name())) {
                throw node.refuse("name", "a name that no other service has");
            }
            for (String reference : service.features()) {
                if (!known(reference, views)) {
                    throw node.refuse(
                            "features",
                            "references as view:feature of the views in this document; " + reference + " is none");
                }
            }
            services.add(service);
        }
        return List.copyOf(services);
    }

    private static boolean known(String reference, List<ViewConfig> views) {
        int colon = reference.indexOf(':');
        return colon > 0
                && views.stream()
                        .filter(view -> view.name().equals(reference.substring(0, colon)))
                        .anyMatch(view -> view.features().stream()
                                .anyMatch(feature -> feature.name().equals(reference.substring(colon + 1))));
    }

    private static Limits limits(ConfigNode root) throws FailureException {
        Optional<ConfigNode> node = root.object("limits");
        if (node.isEmpty()) {
            return Limits.DEFAULT;
        }
        node.get().only("maxBodyBytes", "maxEntities");
        return new Limits(
                node.get().integer("maxBodyBytes", Limits.DEFAULT.maxBodyBytes(), 1024, 1 << 30),
                node.get().integer("maxEntities", Limits.DEFAULT.maxEntities(), 1, 1_000_000));
    }
}
