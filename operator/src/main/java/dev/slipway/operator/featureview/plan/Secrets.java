package dev.slipway.operator.featureview.plan;

import dev.slipway.operator.workload.plan.Volumes;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.Optional;

/** Where Secrets of the stores are mounted. The processes read them; the operator never does. */
final class Secrets {
    /** Where the configuration document is mounted. */
    static final String CONFIG_DIRECTORY = "/etc/slipway";

    private static final String REDIS_DIRECTORY = "/etc/slipway/secrets/redis/";
    private static final String POSTGRES_DIRECTORY = "/etc/slipway/secrets/postgres/";
    private static final String REDIS = "redis";

    private Secrets() {}

    static String postgresDirectory(String secret) {
        return POSTGRES_DIRECTORY + secret;
    }

    static Volume redis(String secret) {
        return Volumes.secret(REDIS, secret);
    }

    static VolumeMount redisMount(String secret) {
        return Volumes.readOnly(REDIS, redisDirectory(secret));
    }

    /** It ends in the Secret's name, so that a process can name it to people. */
    static String redisDirectory(String secret) {
        return REDIS_DIRECTORY + secret;
    }

    /** The Secret that pods of this template take Redis's address from. */
    static Optional<String> redisOf(PodSpec pods) {
        return pods.getVolumes().stream()
                .filter(volume -> REDIS.equals(volume.getName()) && volume.getSecret() != null)
                .map(volume -> volume.getSecret().getSecretName())
                .findFirst();
    }
}
