package dev.slipway.operator.config;

import dev.slipway.operator.model.Quantities;
import dev.slipway.operator.registry.RegistryCredentials;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads settings that need more than a conversion; a wrong one ends the start with its value. */
public final class Installation {
    private Installation() {}

    public static ModelServerDefaults defaults(SlipwayConfig config) {
        return new ModelServerDefaults(
                config.modelServerImage(), config.modelServerGpuImage(), config.registryUrl(), cache(config));
    }

    private static Optional<ModelCache> cache(SlipwayConfig config) {
        if (config.modelCacheHostPath().isPresent() && config.modelCacheClaim().isPresent()) {
            throw new IllegalArgumentException("modelCache has both a hostPath and a claim; give one.");
        }
        if (config.modelCacheHostPath().isEmpty() && config.modelCacheClaim().isEmpty()) {
            return Optional.empty();
        }
        var bytes = Quantities.value(new Quantity(config.modelCacheSize())).longValueExact();
        return Optional.of(new ModelCache(
                config.modelCacheHostPath().orElse(""), config.modelCacheClaim().orElse(""), bytes));
    }

    public static RegistryCredentials registries(SlipwayConfig config) {
        return new RegistryCredentials(config.registryCredentials().orElse(List.of()).stream()
                .map(Installation::pair)
                .collect(Collectors.toUnmodifiableMap(pair -> pair[0], pair -> Path.of(pair[1]))));
    }

    private static String[] pair(String text) {
        var at = text.lastIndexOf("=/");
        if (at < 0) {
            throw new IllegalArgumentException("registry.credentials '" + text
                    + "' is not URL=/folder, such as https://mlflow=/etc/slipway/registries/0.");
        }
        return new String[] {text.substring(0, at).replaceFirst("/+$", ""), text.substring(at + 1)};
    }
}
