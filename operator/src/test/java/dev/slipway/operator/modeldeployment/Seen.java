package dev.slipway.operator.modeldeployment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.operator.acknowledgement.ModelServerReport;
import dev.slipway.operator.config.ModelServerDefaults;
import dev.slipway.operator.kube.ClusterView;
import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.model.ObjectName;
import dev.slipway.operator.modeldeployment.observe.AliasFacts;
import dev.slipway.operator.modeldeployment.observe.ModelObserver;
import dev.slipway.operator.modeldeployment.observe.ObservedModel;
import dev.slipway.operator.status.Reason;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A cluster in which exactly these objects exist, at a fixed time. */
public record Seen(List<? extends HasMetadata> objects) implements ClusterView {
    public static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    public static final String IMAGE = "localhost/slipway-model-server:0.1.0";

    public ObservedModel by(ModelDeployment model) {
        var observer = new ModelObserver(
                new ModelServerDefaults(IMAGE), Seen::alias, this::report, Clock.fixed(NOW, ZoneOffset.UTC));
        return observer.observe(model, this);
    }

    /** What a registry says stands in annotations: {@code test/version}, and {@code test/problem} as reason and message. */
    private static AliasFacts alias(ModelDeployment model) {
        var annotations = model.getMetadata().getAnnotations() == null
                ? Map.<String, String>of()
                : model.getMetadata().getAnnotations();
        var problem = Optional.ofNullable(annotations.get("test/problem")).map(text -> text.split(": ", 2));
        return new AliasFacts(Optional.ofNullable(annotations.get("test/version")), problem.map(p -> {
            var reason = Reason.ofWord(p[0]).orElseThrow();
            return new AliasFacts.Problem(reason, p[1], reason != Reason.REGISTRY_UNREACHABLE);
        }));
    }

    /** What the server in a pod says of itself stands in an annotation of the pod, as JSON. */
    private Optional<ModelServerReport> report(ObjectName model, String pod, String address) {
        return objects.stream()
                .filter(object -> pod.equals(object.getMetadata().getUid())
                        && object.getMetadata().getAnnotations() != null)
                .flatMap(object ->
                        Optional.ofNullable(
                                object.getMetadata().getAnnotations().get("test/report"))
                                .stream())
                .findFirst()
                .flatMap(json -> ModelServerReport.read(CanonicalJson.read(json, JsonNode.class)));
    }

    public static ObservedModel nothingBut(ModelDeployment model) {
        return new Seen(List.of()).by(model);
    }

    /** @param spec in YAML's flow form, without its outer braces */
    public static ModelDeployment model(String spec) {
        return yaml(
                "{metadata: {name: iris, namespace: shop, uid: u-1, generation: 3}, spec: {" + spec + "}}",
                ModelDeployment.class);
    }

    public static <T> T yaml(String yaml, Class<T> type) {
        return CanonicalJson.read(CanonicalJson.write(Serialization.unmarshal("---\n" + yaml, Map.class)), type);
    }

    @Override
    public <T extends HasMetadata> Optional<T> named(HasMetadata owner, Class<T> type, String name) {
        return belongingTo(owner, type).stream()
                .filter(o -> name.equals(o.getMetadata().getName()))
                .findFirst();
    }

    @Override
    public <T extends HasMetadata> List<T> belongingTo(HasMetadata owner, Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public <T extends HasMetadata> List<T> labelled(HasMetadata owner, Class<T> type, String label, String value) {
        return belongingTo(owner, type).stream()
                .filter(o -> o.getMetadata().getLabels() != null
                        && value.equals(o.getMetadata().getLabels().get(label)))
                .toList();
    }

    @Override
    public <S extends CustomResource<?, ?>> List<S> neighbours(HasMetadata owner, Class<S> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public List<String> nodeTaints() {
        return List.of();
    }

    @Override
    public List<Map<String, Quantity>> allocatableByNode() {
        return objects.stream()
                .filter(Node.class::isInstance)
                .map(node -> ((Node) node).getStatus().getAllocatable())
                .toList();
    }

    @Override
    public boolean knowsServiceMonitors() {
        return knows("servicemonitors");
    }

    @Override
    public boolean knowsHttpRoutes() {
        return knows("httproutes");
    }

    private boolean knows(String plural) {
        return belongingTo(new CustomResourceDefinition(), CustomResourceDefinition.class).stream()
                .anyMatch(definition -> definition.getMetadata().getName().startsWith(plural + "."));
    }

    @Override
    public Optional<GenericKubernetesResource> httpRoute(HasMetadata owner, String name) {
        return named(owner, GenericKubernetesResource.class, name)
                .filter(object -> object.getKind().equals("HTTPRoute"));
    }
}
