package dev.slipway.operator.modeldeployment.observe;

import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.api.modeldeployment.ModelSource;
import dev.slipway.operator.config.ModelServerDefaults;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An alias of a registry, which may name another version tomorrow.
 *
 * @param registry base URL of the MLflow server, without a slash at its end
 * @param model name of the registered model
 * @param alias its name
 */
public record ModelAlias(String registry, String model, String alias) {
    private static final String SCHEME = "mlflow:models/";
    private static final Pattern ONE_WORD =
            Pattern.compile("(?<scheme>https?://)(?<host>[A-Za-z0-9-]+)(?<rest>(:[0-9]*)?(/.*)?)");
    private static final Pattern SLASHES = Pattern.compile("/+$");

    /** The alias that a URI follows; empty where it names a version, is no registry's, or no registry is known. */
    public static Optional<ModelAlias> of(ModelSource source, ModelServerDefaults defaults) {
        var at = source.uri().indexOf('@');
        if (!source.uri().startsWith(SCHEME) || at < 0) {
            return Optional.empty();
        }
        var model = source.uri().substring(SCHEME.length(), at);
        return registry(source, defaults)
                .map(url -> new ModelAlias(url, model, source.uri().substring(at + 1)));
    }

    /**
     * The alias that an object follows, with the registry as it must be asked from another namespace: what the object calls by
     * one word, as its pods may, is a Service of its own namespace, and never one that has that name where the operator runs.
     */
    public static Optional<ModelAlias> followedBy(ModelDeployment model, ModelServerDefaults defaults) {
        var source = model.getSpec().model();
        return of(source, defaults)
                .map(alias -> source.registry() == null
                        ? alias
                        : alias.seenFromOutside(model.getMetadata().getNamespace()));
    }

    private ModelAlias seenFromOutside(String namespace) {
        var address = ONE_WORD.matcher(registry);
        return address.matches() && !address.group("host").equals("localhost")
                ? new ModelAlias(
                        address.group("scheme") + address.group("host") + "." + namespace + ".svc"
                                + address.group("rest"),
                        model,
                        alias)
                : this;
    }

    /** The registry that resolves this URI: the object's own, or the installation's. */
    public static Optional<String> registry(ModelSource source, ModelServerDefaults defaults) {
        var own = source.registry();
        return Optional.ofNullable(own == null ? defaults.registry().orElse(null) : own.url())
                .map(url -> SLASHES.matcher(url).replaceFirst(""));
    }

    /** The URI that names this version for good. */
    public String uriOf(String version) {
        return SCHEME + model + "/" + version;
    }
}
