package dev.slipway.operator.workload.plan;

import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;

/** Volumes and their mounts, in the API server's own form. */
public final class Volumes {
    private static final int FILE_MODE = 0644;

    private Volumes() {}

    /** Optional: a missing Secret is told by who needs it; the kubelet would hold the pod back without a word. */
    public static Volume secret(String name, String secretName) {
        return new VolumeBuilder()
                .withName(name)
                .withNewSecret()
                .withSecretName(secretName)
                .withDefaultMode(FILE_MODE)
                .withOptional(true)
                .endSecret()
                .build();
    }

    /** One key of a ConfigMap, as a file of the same name. */
    public static Volume configMap(String name, String configMapName, String key) {
        return new VolumeBuilder()
                .withName(name)
                .withNewConfigMap()
                .withName(configMapName)
                .withDefaultMode(FILE_MODE)
                .addNewItem()
                .withKey(key)
                .withPath(key)
                .endItem()
                .endConfigMap()
                .build();
    }

    /** Every key of a ConfigMap, as files. */
    public static Volume configMap(String name, String configMapName) {
        return new VolumeBuilder()
                .withName(name)
                .withNewConfigMap()
                .withName(configMapName)
                .withDefaultMode(FILE_MODE)
                .endConfigMap()
                .build();
    }

    /** An annotation of the pod, as a file. */
    public static Volume annotation(String name, String annotation, String file) {
        return new VolumeBuilder()
                .withName(name)
                .withNewDownwardAPI()
                .withDefaultMode(FILE_MODE)
                .addNewItem()
                .withPath(file)
                .withNewFieldRef("v1", "metadata.annotations['" + annotation + "']")
                .endItem()
                .endDownwardAPI()
                .build();
    }

    public static Volume emptyDirectory(String name) {
        return new VolumeBuilder()
                .withName(name)
                .withNewEmptyDir()
                .endEmptyDir()
                .build();
    }

    public static VolumeMount readOnly(String volume, String path) {
        return new VolumeMountBuilder()
                .withName(volume)
                .withMountPath(path)
                .withReadOnly(true)
                .build();
    }

    public static VolumeMount writable(String volume, String path) {
        return new VolumeMountBuilder().withName(volume).withMountPath(path).build();
    }
}
