package dev.slipway.operator.driftmonitor.plan;

import dev.slipway.operator.workload.plan.Volumes;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a document refers to and a pod therefore mounts: Secrets, which the process reads and the operator never does, and
 * claims. A path ends in the name of the object, so that the process can name it to people.
 */
final class Mounts {
    private static final String SECRETS = "/etc/slipway/secrets/";
    private static final String CLAIMS = "/var/lib/slipway/claims/";

    private final Map<String, Volume> volumes = new LinkedHashMap<>();
    private final Map<String, VolumeMount> mounts = new LinkedHashMap<>();

    /** The folder of a Secret. */
    String secret(String name) {
        var path = SECRETS + name;
        if (!mounts.containsKey(path)) {
            var volume = "secret-" + volumes.size();
            volumes.put(path, Volumes.secret(volume, name));
            mounts.put(path, Volumes.readOnly(volume, path));
        }
        return path;
    }

    /** The folder of a claim that is read. */
    String claim(String name) {
        var path = CLAIMS + name;
        if (!mounts.containsKey(path)) {
            var volume = add(path, name);
            mounts.put(path, Volumes.readOnly(volume, path));
        }
        return path;
    }

    /** The folder of a claim that is written as well. */
    String writableClaim(String name) {
        var path = CLAIMS + name;
        var known = volumes.get(path);
        mounts.put(path, Volumes.writable(known == null ? add(path, name) : known.getName(), path));
        return path;
    }

    private String add(String path, String claim) {
        var volume = "claim-" + volumes.size();
        volumes.put(
                path,
                new VolumeBuilder()
                        .withName(volume)
                        .withNewPersistentVolumeClaim(claim, null)
                        .build());
        return volume;
    }

    List<Volume> volumes() {
        return List.copyOf(volumes.values());
    }

    List<VolumeMount> mounts() {
        return new ArrayList<>(mounts.values());
    }
}
