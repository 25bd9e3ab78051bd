package dev.slipway.api;

import dev.slipway.api.driftmonitor.DriftMonitor;
import dev.slipway.api.featureview.FeatureView;
import dev.slipway.api.inferenceroute.InferenceRoute;
import dev.slipway.api.modeldeployment.ModelDeployment;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The committed manifests: what fabric8's generator writes, completed by {@link CrdCompletion}. */
final class CrdManifests {
    static final Path COMMITTED = Path.of("manifests");
    static final List<Class<? extends CustomResource<?, ?>>> KINDS =
            List.of(ModelDeployment.class, FeatureView.class, DriftMonitor.class, InferenceRoute.class);

    private CrdManifests() {}

    static void generate(Path directory) throws IOException {
        Files.createDirectories(directory);
        var generator = new CRDGenerator()
                .inOutputDir(directory.toFile())
                .forCRDVersions("v1")
                .withParallelGenerationEnabled(false)
                .withPostProcessor(new CrdCompletion());
        generator.customResourceClasses(new ArrayList<>(KINDS));
        generator.generate();
        try (var written = Files.list(directory)) {
            for (var file : written.toList()) {
                var name = file.getFileName().toString();
                Files.move(file, directory.resolve(name.replaceFirst("-v1\\.yml$", ".yaml")));
            }
        }
    }

    /** What is committed, sorted by file name. */
    static List<CustomResourceDefinition> committed() {
        try (var files = Files.list(COMMITTED)) {
            return files.sorted().map(CrdManifests::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CustomResourceDefinition read(Path file) {
        try {
            return Serialization.unmarshal(Files.readString(file), CustomResourceDefinition.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
