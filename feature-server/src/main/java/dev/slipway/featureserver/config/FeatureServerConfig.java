package dev.slipway.featureserver.config;

import java.util.List;
import java.util.Optional;

/**
 * What one configuration document says.
 *
 * @param redis the online store of all its views
 * @param views in the order of the document; names are unique
 * @param services groups of features under one name
 * @param limits bounds on requests
 */
public record FeatureServerConfig(RedisConfig redis, List<ViewConfig> views, List<Service> services, Limits limits) {
    /**
     * Feast's feature service.
     *
     * @param name what requests say
     * @param features references as {@code view:feature}, in the order of the answer
     */
    public record Service(String name, List<String> features) {}

    /**
     * Bounds on requests.
     *
     * @param maxBodyBytes longest request
     * @param maxEntities most rows of a read
     */
    public record Limits(int maxBodyBytes, int maxEntities) {
        /** What holds when nothing is said. */
        public static final Limits DEFAULT = new Limits(16 << 20, 10_000);
    }

    /** The view of this name. */
    public Optional<ViewConfig> view(String name) {
        return views.stream().filter(view -> view.name().equals(name)).findFirst();
    }
}
