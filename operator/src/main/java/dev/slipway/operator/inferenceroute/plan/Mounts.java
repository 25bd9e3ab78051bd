package dev.slipway.operator.inferenceroute.plan;

import dev.slipway.api.common.SecretReference;
import dev.slipway.api.inferenceroute.InferenceRouteSpec;
import dev.slipway.operator.model.ContentHash;
import dev.slipway.operator.workload.plan.Volumes;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Where Secrets of a route are mounted. The router reads them and sees their changes; the operator never does. */
final class Mounts {
    /** Where the configuration document is mounted. */
    static final String CONFIG_DIRECTORY = "/etc/slipway";

    private static final String SECRETS = "/etc/slipway/secrets/";
    private static final int VOLUME_NAME_MAX = 63;

    private Mounts() {}

    /** Ends in the Secret's name, so that the router can name it to people. */
    static String directory(SecretReference secret) {
        return SECRETS + secret.name();
    }

    /** Every Secret that the spec names, once. */
    static SortedSet<String> secrets(InferenceRouteSpec spec) {
        var names = new TreeSet<String>();
        spec.targets().forEach(target -> {
            add(names, target.tls() == null ? null : target.tls().caSecretRef());
            add(
                    names,
                    target.headersFrom() == null ? null : target.headersFrom().secretRef());
        });
        Optional.ofNullable(spec.auth()).ifPresent(auth -> {
            add(names, auth.apiKeys() == null ? null : auth.apiKeys().secretRef());
            add(names, auth.hmac() == null ? null : auth.hmac().secretRef());
        });
        return names;
    }

    private static void add(Set<String> names, @Nullable SecretReference secret) {
        if (secret != null) {
            names.add(secret.name());
        }
    }

    static List<Volume> volumes(InferenceRouteSpec spec) {
        return secrets(spec).stream()
                .map(name -> Volumes.secret(volume(name), name))
                .toList();
    }

    static List<VolumeMount> mounts(InferenceRouteSpec spec) {
        return secrets(spec).stream()
                .map(name -> Volumes.readOnly(volume(name), SECRETS + name))
                .toList();
    }

    /** Names of Secrets may be longer than those of volumes, and have dots. */
    private static String volume(String secret) {
        var name = "secret-" + secret;
        return name.length() <= VOLUME_NAME_MAX && secret.indexOf('.') < 0 ? name : "secret-" + ContentHash.of(secret);
    }
}
