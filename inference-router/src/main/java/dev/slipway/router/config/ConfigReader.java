package dev.slipway.router.config;

import dev.slipway.router.config.RouterConfig.AuditConfig;
import dev.slipway.router.config.RouterConfig.CacheConfig;
import dev.slipway.router.config.RouterConfig.EnrichConfig;
import dev.slipway.router.config.RouterConfig.LimitsConfig;
import dev.slipway.router.config.RouterConfig.ListenTls;
import dev.slipway.router.config.RouterConfig.OnMissing;
import dev.slipway.router.config.RouterConfig.OnOverflow;
import dev.slipway.workload.config.ConfigDocument;
import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.FailureException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the document, strictly: what is not known is refused with its path, and what is refused leaves the last document in
 * force.
 *
 * @param config the content
 * @param hash {@code sha256:} of the bytes
 */
public record ConfigReader(RouterConfig config, String hash) {
    private static final int MOST_BODY = 1 << 30;

    /** Where {@code SLIPWAY_CONFIG} points, or {@code /etc/slipway/inference-router.json}. */
    public static Path path(Map<String, String> environment) {
        return Path.of(environment.getOrDefault("SLIPWAY_CONFIG", "/etc/slipway/inference-router.json"));
    }

    /** Reads one file. */
    public static ConfigReader read(Path file) throws FailureException {
        return of(ConfigDocument.read(file));
    }

    /** Reads a document. */
    public static ConfigReader parse(byte[] bytes) throws FailureException {
        return of(ConfigDocument.parse(bytes));
    }

    private static ConfigReader of(ConfigDocument document) throws FailureException {
        ConfigNode root = document.root()
                .only(
                        "route",
                        "uid",
                        "generation",
                        "deadline",
                        "maxBodyBytes",
                        "targets",
                        "rules",
                        "enrich",
                        "resilience",
                        "cache",
                        "auth",
                        "limits",
                        "rollout",
                        "audit",
                        "tls");
        List<TargetConfig> targets = targets(root);
        Set<String> names = new HashSet<>();
        targets.forEach(target -> names.add(target.name()));
        return new ConfigReader(
                new RouterConfig(
                        root.optionalString("route").orElse("default/route"),
                        root.optionalString("uid").orElse(""),
                        root.longInteger("generation", 0, 0),
                        nanos(root, "deadline", Duration.ofSeconds(5)),
                        root.integer("maxBodyBytes", 1 << 20, 1, MOST_BODY),
                        targets,
                        RuleReader.read(root, names),
                        enrich(root),
                        ResilienceReader.read(root),
                        cache(root),
                        auth(root),
                        limits(root),
                        ExperimentReader.read(root, names),
                        audit(root),
                        tls(root)),
                document.hash());
    }

    private static List<TargetConfig> targets(ConfigNode root) throws FailureException {
        List<TargetConfig> targets = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ConfigNode node : root.objects("targets")) {
            TargetConfig target = TargetReader.read(node);
            if (!names.add(target.name())) {
                throw node.refuse("name", "a name that no other target has");
            }
            targets.add(target);
        }
        if (targets.isEmpty()) {
            throw root.refuse("targets", "a list of at least one target");
        }
        return List.copyOf(targets);
    }

    private static List<EnrichConfig> enrich(ConfigNode root) throws FailureException {
        List<EnrichConfig> all = new ArrayList<>();
        for (ConfigNode node : root.objects("enrich")) {
            node.only("url", "refs", "entity", "entityPointer", "budget", "onMissing");
            String pointer = node.string("entityPointer");
            if (!pointer.startsWith("/")) {
                throw node.refuse("entityPointer", "a JSON pointer as /entity/id");
            }
            all.add(new EnrichConfig(
                    featureUrl(node),
                    List.copyOf(node.strings("refs")),
                    node.optionalString("entity").orElse(pointer.substring(pointer.lastIndexOf('/') + 1)),
                    pointer,
                    nanos(node, "budget", Duration.ofMillis(20)),
                    node.oneOf("onMissing", OnMissing.Default)));
        }
        return List.copyOf(all);
    }

    private static URI featureUrl(ConfigNode node) throws FailureException {
        String base = TargetReader.url(node).toString();
        return URI.create(base.endsWith("/") ? base + "get-online-features" : base + "/get-online-features");
    }

    private static Optional<CacheConfig> cache(ConfigNode root) throws FailureException {
        Optional<ConfigNode> node = root.object("cache");
        if (node.isEmpty()) {
            return Optional.empty();
        }
        ConfigNode cache = node.get().only("ttl", "maxBytes", "vary", "staleIfError");
        return Optional.of(new CacheConfig(
                nanos(cache, "ttl", Duration.ofSeconds(60)),
                cache.longInteger("maxBytes", 128L << 20, 1 << 10),
                cache.strings("vary").stream()
                        .map(name -> name.toLowerCase(java.util.Locale.ROOT))
                        .toList(),
                nanos(cache, "staleIfError", Duration.ZERO)));
    }

    private static AuthConfig auth(ConfigNode root) throws FailureException {
        Optional<ConfigNode> node = root.object("auth");
        if (node.isEmpty()) {
            return new AuthConfig(Optional.empty(), Optional.empty(), true);
        }
        ConfigNode auth = node.get().only("apiKeysDirectory", "hmac", "anonymous");
        Optional<ConfigNode> hmac = auth.object("hmac");
        Optional<AuthConfig.Hmac> signed = Optional.empty();
        if (hmac.isPresent()) {
            hmac.get().only("directory", "window");
            signed = Optional.of(new AuthConfig.Hmac(
                    hmac.get().string("directory"), nanos(hmac.get(), "window", Duration.ofSeconds(60))));
        }
        return new AuthConfig(auth.optionalString("apiKeysDirectory"), signed, auth.bool("anonymous", false));
    }

    private static LimitsConfig limits(ConfigNode root) throws FailureException {
        Optional<ConfigNode> node = root.object("limits");
        if (node.isEmpty()) {
            return new LimitsConfig(0, 0, List.of());
        }
        ConfigNode limits = node.get().only("rate", "priorities");
        ConfigNode rate = limits.object("rate").orElse(ConfigNode.NONE).only("perPrincipal", "burst");
        double perSecond = rate.number("perPrincipal", 0, 0, 1e9);
        return new LimitsConfig(
                perSecond,
                rate.number("burst", Math.max(1, perSecond), 1, 1e9),
                List.copyOf(limits.strings("priorities")));
    }

    private static AuditConfig audit(ConfigNode root) throws FailureException {
        ConfigNode audit = root.object("audit").orElse(ConfigNode.NONE).only("enabled", "onOverflow");
        return new AuditConfig(audit.bool("enabled", false), audit.oneOf("onOverflow", OnOverflow.Drop));
    }

    private static Optional<ListenTls> tls(ConfigNode root) throws FailureException {
        Optional<ConfigNode> node = root.object("tls");
        if (node.isEmpty()) {
            return Optional.empty();
        }
        ConfigNode tls = node.get().only("certificateFile", "keyFile", "clientCaFile");
        return Optional.of(new ListenTls(
                tls.string("certificateFile"), tls.string("keyFile"), tls.optionalString("clientCaFile")));
    }

    static long nanos(ConfigNode node, String field, Duration otherwise) throws FailureException {
        return node.duration(field, otherwise).toNanos();
    }
}
