package dev.slipway.operator.kube;

import dev.slipway.api.Slipway;
import dev.slipway.api.common.Condition;
import dev.slipway.operator.model.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * Adapts one kind to the framework: which objects are watched, which changes count, what a log line carries. Each kind has a
 * subclass, since the framework reads the kind from its type.
 */
public abstract class KindController<R extends CustomResource<?, ?>> implements Reconciler<R> {
    private final Class<R> kind;
    private final String ownerLabel;
    private final List<Class<? extends HasMetadata>> watched;
    private final List<OptionalKind> optional;
    private final boolean watchNodes;
    private final BooleanSupplier leading;
    private final InformerCaches caches;
    private final StatusWriter statuses;
    private final KindReconciler<R> reconciler;
    private final ReconcileMeter meter;
    private final KnownDefinitions definitions = new KnownDefinitions();
    private volatile @Nullable Canary<R> canary;

    KindController(
            Class<R> kind,
            String ownerLabel,
            List<Class<? extends HasMetadata>> watched,
            List<OptionalKind> optional,
            boolean watchNodes,
            BooleanSupplier leading,
            InformerCaches caches,
            StatusWriter statuses,
            KindReconciler<R> reconciler,
            ReconcileMeter meter) {
        this.kind = kind;
        this.ownerLabel = ownerLabel;
        this.watched = watched;
        this.optional = optional;
        this.watchNodes = watchNodes;
        this.leading = leading;
        this.caches = caches;
        this.statuses = statuses;
        this.reconciler = reconciler;
        this.meter = meter;
    }

    @Override
    public UpdateControl<R> reconcile(R resource, Context<R> context) {
        var meta = resource.getMetadata();
        MDC.put("kind", resource.getKind());
        MDC.put("namespace", meta.getNamespace());
        MDC.put("name", meta.getName());
        MDC.put("generation", meta.getGeneration());
        try {
            statuses.refresh(resource);
            watchOptionalKinds(context);
            var again = meter.measure(resource.getKind(), () -> reconciler.reconcile(resource, caches));
            var control = UpdateControl.<R>noUpdate();
            again.ifPresent(delay -> control.rescheduleAfter(atLeastOneMilli(delay)));
            return control;
        } finally {
            MDC.clear();
        }
    }

    private static Duration atLeastOneMilli(Duration delay) {
        return delay.isZero() ? Duration.ofMillis(1) : delay;
    }

    /** A change counts if it is of the spec, of an annotation of ours, or the beginning of the end. Our own status is none. */
    boolean counts(R now, R before) {
        return !Objects.equals(
                        now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
                || !Objects.equals(
                        now.getMetadata().getDeletionTimestamp(),
                        before.getMetadata().getDeletionTimestamp())
                || !Objects.equals(
                        annotation(now, Slipway.PAUSED_ANNOTATION), annotation(before, Slipway.PAUSED_ANNOTATION))
                || !Objects.equals(
                        annotation(now, Slipway.ROLLBACK_ANNOTATION), annotation(before, Slipway.ROLLBACK_ANNOTATION));
    }

    private static String annotation(HasMetadata object, String name) {
        var annotations = object.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(name, "");
    }

    @Override
    public List<EventSource<?, R>> prepareEventSources(EventSourceContext<R> context) {
        var sources = new ArrayList<EventSource<?, R>>();
        for (var type : watched) {
            sources.add(informer(type, context));
        }
        if (watchNodes) {
            sources.add(nodes(context));
        }
        optional.forEach(kind -> sources.add(definitions.watch(kind, context)));
        meter.countObjects(
                HasMetadata.getKind(kind),
                () -> context.getPrimaryCache().list(object -> true).map(this::conditions));
        var proof = new Canary<>(context, leading, meter, Clock.systemUTC());
        sources.add(proof);
        canary = proof;
        return sources;
    }

    /** The conditions of an object of this kind, as far as it has any. */
    abstract List<Condition> conditions(R object);

    /** Whether reconciling works; see {@link Canary}. True while another replica leads. */
    boolean alive() {
        return canary == null || canary.alive();
    }

    /** Kinds come and go with their definitions; whoever reconciles first after that starts or stops the watch. */
    private void watchOptionalKinds(Context<R> context) {
        for (var kind : optional) {
            var served = definitions.established(kind.crd());
            if (served && !caches.watches(kind.name())) {
                watch(kind, context);
            } else if (!served && caches.watches(kind.name())) {
                caches.remove(kind.name());
                context.eventSourceRetriever().dynamicallyDeRegisterEventSource(kind.name());
            }
        }
    }

    private void watch(OptionalKind kind, Context<R> context) {
        var sources = context.eventSourceRetriever();
        var children = kind.children(sources.eventSourceContextForDynamicRegistration(), this::owner);
        if (sources.dynamicallyRegisterEventSource(children) instanceof InformerEventSource<?, ?> registered) {
            caches.add(kind.name(), (InformerEventSource<? extends HasMetadata, ?>) registered);
        }
    }

    private <T extends HasMetadata> InformerEventSource<T, R> informer(Class<T> type, EventSourceContext<R> context) {
        var configuration = InformerEventSourceConfiguration.from(type, kind)
                .withName(HasMetadata.getKind(type))
                .withLabelSelector(Labels.SELECTOR)
                .withSecondaryToPrimaryMapper(this::owner)
                .withNamespacesInheritedFromController()
                .build();
        return remember(HasMetadata.getKind(type), new InformerEventSource<>(configuration, context));
    }

    private Set<ResourceID> owner(HasMetadata child) {
        var labels = child.getMetadata().getLabels();
        var name = labels == null ? null : labels.get(ownerLabel);
        return name == null
                ? Set.of()
                : Set.of(new ResourceID(name, child.getMetadata().getNamespace()));
    }

    /** Nodes are looked up, never waited for: a pod's own events tell when it is scheduled. */
    private InformerEventSource<Node, R> nodes(EventSourceContext<R> context) {
        var configuration = InformerEventSourceConfiguration.from(Node.class, kind)
                .withName("Node")
                .withSecondaryToPrimaryMapper(node -> Set.of())
                .withWatchAllNamespaces()
                .build();
        return remember("Node", new InformerEventSource<>(configuration, context));
    }

    private <T extends HasMetadata> InformerEventSource<T, R> remember(
            String name, InformerEventSource<T, R> informer) {
        caches.add(name, informer);
        return informer;
    }
}
