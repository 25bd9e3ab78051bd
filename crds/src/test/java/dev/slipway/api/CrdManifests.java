package dev.slipway.api;

import dev.slipway.api.modeldeployment.ModelDeployment;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Generates the committed manifests: what fabric8's generator writes, and what it has no annotation for. */
final class CrdManifests {
    static final Path COMMITTED = Path.of("manifests");
    static final List<Class<? extends CustomResource<?, ?>>> KINDS = List.of(ModelDeployment.class);

    /** Lists whose items have a key, so that several managers can own items: property name to key fields. */
    private static final Map<String, List<String>> KEYED_LISTS = Map.of("conditions", List.of("type"));

    private CrdManifests() {}

    static void generate(Path directory) throws IOException {
        Files.createDirectories(directory);
        var generator = new CRDGenerator()
                .inOutputDir(directory.toFile())
                .forCRDVersions("v1")
                .withParallelGenerationEnabled(false)
                .withPostProcessor(new PostProcessor());
        generator.customResourceClasses(new ArrayList<>(KINDS));
        generator.generate();
        try (var written = Files.list(directory)) {
            for (var file : written.toList()) {
                var name = file.getFileName().toString();
                Files.move(file, directory.resolve(name.replaceFirst("-v1\\.yml$", ".yaml")));
            }
        }
    }

    private static final class PostProcessor implements io.fabric8.crdv2.generator.CRDPostProcessor {
        @Override
        public HasMetadata process(HasMetadata resource, String version) {
            var crd = (CustomResourceDefinition) resource;
            crd.getSpec().getVersions().forEach(v -> {
                v.setAdditionalPrinterColumns(
                        Columns.BY_KIND.getOrDefault(crd.getSpec().getNames().getKind(), List.of()));
                mark(v.getSchema().getOpenAPIV3Schema());
            });
            return crd;
        }

        private static void mark(JSONSchemaProps schema) {
            if (schema.getProperties() != null) {
                schema.getProperties().forEach((name, property) -> {
                    var keys = KEYED_LISTS.get(name);
                    if (keys != null && "array".equals(property.getType())) {
                        property.setXKubernetesListType("map");
                        property.setXKubernetesListMapKeys(keys);
                    }
                    mark(property);
                });
            }
            if (schema.getItems() != null && schema.getItems().getSchema() != null) {
                mark(schema.getItems().getSchema());
            }
        }
    }
}
