package dev.slipway.featureserver.plan;

import dev.slipway.featureserver.config.ConfigFile;
import dev.slipway.featureserver.config.FeatureServerConfig;
import dev.slipway.featureserver.config.FeatureServerConfig.Service;
import dev.slipway.featureserver.config.ViewConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One configuration, compiled. Immutable: a change makes another one, which replaces this at once. */
public final class Catalog {
    private final ConfigFile file;
    private final Map<String, ViewPlan> views = new HashMap<>();
    private final Map<String, Service> services = new HashMap<>();
    private final Map<String, ViewPlan> pushSources = new HashMap<>();

    /** Compiles a configuration. */
    public Catalog(ConfigFile file) {
        this.file = file;
        for (ViewConfig view : file.config().views()) {
            ViewPlan plan = new ViewPlan(view);
            views.put(view.name(), plan);
            view.push().ifPresent(push -> pushSources.put(push.name(), plan));
        }
        file.config().services().forEach(service -> services.put(service.name(), service));
    }

    /** The configuration. */
    public FeatureServerConfig config() {
        return file.config();
    }

    /** The hash of the document. */
    public String hash() {
        return file.hash();
    }

    /** All views. */
    public List<ViewPlan> views() {
        return List.copyOf(views.values());
    }

    /** The view of this name. */
    public Optional<ViewPlan> view(String name) {
        return Optional.ofNullable(views.get(name));
    }

    /** The service of this name. */
    public Optional<Service> service(String name) {
        return Optional.ofNullable(services.get(name));
    }

    /** The view that rows of this push source go to. */
    public Optional<ViewPlan> pushSource(String name) {
        return Optional.ofNullable(pushSources.get(name));
    }

    /**
     * How long a key of Redis must live after a write, in milliseconds: the longest ttl of the views whose rows it holds;
     * 0 for ever.
     */
    public long keyLifeMillis(ViewPlan plan) {
        long longest = 0;
        for (ViewPlan other : views.values()) {
            if (sharesKey(plan, other)) {
                if (other.ttlNanos() == 0) {
                    return 0;
                }
                longest = Math.max(longest, other.ttlNanos());
            }
        }
        return longest / 1_000_000 + 1000;
    }

    /** How many fields the hash of a view's key has when all its views have a row. */
    int fieldsOfKey(ViewPlan plan) {
        return views.values().stream()
                .filter(other -> sharesKey(plan, other))
                .mapToInt(other -> other.size() + 1)
                .sum();
    }

    static boolean sharesKey(ViewPlan one, ViewPlan other) {
        return one == other
                || (!one.packed()
                        && !other.packed()
                        && one.config().project().equals(other.config().project())
                        && one.key().keys().equals(other.key().keys()));
    }
}
