package dev.slipway.operator.kube;

import dev.slipway.api.common.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * Adapts one kind to the framework: which objects are watched, which changes count, what a log line carries. Each kind has a
 * subclass, since the framework reads the kind from its type.
 */
abstract class KindController<R extends CustomResource<?, ?>> implements Reconciler<R> {
    /** Until all kinds are listed whole, which takes moments at a start. */
    private static final Duration UNTIL_KNOWN = Duration.ofMillis(50);

    private final Composition<R> composition;
    private final Surroundings surroundings;
    private final InformerCaches caches;
    private final KindReconciler<R> reconciler;
    private final KnownDefinitions definitions = new KnownDefinitions();
    private volatile @Nullable Canary<R> canary;

    KindController(
            Composition<R> composition,
            Surroundings surroundings,
            InformerCaches caches,
            KindReconciler<R> reconciler) {
        this.composition = composition;
        this.surroundings = surroundings;
        this.caches = caches;
        this.reconciler = reconciler;
        surroundings.kinds().expect(composition.kind());
    }

    @Override
    public UpdateControl<R> reconcile(R resource, Context<R> context) {
        if (context.isPrimaryResourceDeleted()) {
            return UpdateControl.noUpdate();
        }
        if (!surroundings.kinds().complete()) {
            return UpdateControl.<R>noUpdate().rescheduleAfter(UNTIL_KNOWN);
        }
        if (!surroundings.shutdown().begin()) {
            return UpdateControl.noUpdate();
        }
        try {
            return reconcileNow(resource, context);
        } finally {
            surroundings.shutdown().end();
        }
    }

    private UpdateControl<R> reconcileNow(R resource, Context<R> context) {
        var meta = resource.getMetadata();
        MDC.put("kind", resource.getKind());
        MDC.put("namespace", meta.getNamespace());
        MDC.put("name", meta.getName());
        MDC.put("generation", meta.getGeneration());
        try {
            surroundings.statuses().refresh(resource);
            watchOptionalKinds(context);
            var again = surroundings.meter().measure(resource.getKind(), () -> reconciler.reconcile(resource, caches));
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

    /** Whether objects that are being deleted are reconciled as well: those of which more than children must go. */
    boolean hearsOfDeletion() {
        return false;
    }

    /** A change counts if it is of the spec, of an annotation of ours, or the beginning of the end. Our own status is none. */
    boolean counts(R now, R before) {
        return !Objects.equals(
                        now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
                || !Objects.equals(
                        now.getMetadata().getDeletionTimestamp(),
                        before.getMetadata().getDeletionTimestamp())
                || composition.annotations().stream()
                        .anyMatch(name -> !annotation(now, name).equals(annotation(before, name)));
    }

    private static String annotation(HasMetadata object, String name) {
        var annotations = object.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(name, "");
    }

    @Override
    public List<EventSource<?, R>> prepareEventSources(EventSourceContext<R> context) {
        var sources = new ArrayList<EventSource<?, R>>();
        composition.watched().forEach(type -> sources.add(informer(type, context)));
        surroundings.nodes().watch(context).ifPresent(sources::add);
        composition.optional().forEach(kind -> sources.add(definitions.watch(kind, context)));
        sources.add(new NeighbourEvents<>(context, surroundings.kinds(), composition.neighbours()));
        surroundings
                .meter()
                .countObjects(
                        HasMetadata.getKind(composition.kind()),
                        () -> context.getPrimaryCache().list(object -> true).map(this::conditions));
        var proof = new Canary<>(context, surroundings.leading(), surroundings.meter(), Clock.systemUTC());
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
        for (var kind : composition.optional()) {
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
        var all = sources.eventSourceContextForDynamicRegistration();
        var children = kind.children(
                all, composition.selector(), child -> composition.owners().of(child, all.getPrimaryCache()));
        if (sources.dynamicallyRegisterEventSource(children) instanceof InformerEventSource<?, ?> registered) {
            caches.add(kind.name(), (InformerEventSource<? extends HasMetadata, ?>) registered);
        }
    }

    private <T extends HasMetadata> InformerEventSource<T, R> informer(Class<T> type, EventSourceContext<R> context) {
        var configuration = InformerEventSourceConfiguration.from(type, composition.kind())
                .withName(HasMetadata.getKind(type))
                .withLabelSelector(composition.selector())
                .withSecondaryToPrimaryMapper(child -> composition.owners().of(child, context.getPrimaryCache()))
                .withNamespacesInheritedFromController()
                .build();
        var informer = new InformerEventSource<>(configuration, context);
        informer.addIndexers(composition.indexed().stream().collect(Collectors.toMap(l -> l, KindController::index)));
        caches.add(HasMetadata.getKind(type), informer);
        return informer;
    }

    /** Keys are {@code namespace/value}. */
    private static <T extends HasMetadata> Function<T, List<String>> index(String label) {
        return object -> {
            var labels = object.getMetadata().getLabels();
            var value = (labels == null ? Map.<String, String>of() : labels).get(label);
            return value == null ? List.of() : List.of(object.getMetadata().getNamespace() + "/" + value);
        };
    }
}
