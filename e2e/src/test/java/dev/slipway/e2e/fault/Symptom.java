package dev.slipway.e2e.fault;

import dev.slipway.e2e.cluster.ModelView;
import dev.slipway.e2e.cluster.ModelView.Condition;
import dev.slipway.e2e.cluster.Timeline.Entry;
import io.fabric8.kubernetes.api.model.Event;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What a user must see of a fault. Every word must be part of the message. */
public sealed interface Symptom {
    String reason();

    List<String> words();

    /** {@code Ready=False} with this reason: what {@code kubectl get md -o wide} shows. */
    record NotReady(String reason, List<String> words) implements Symptom {}

    /** A condition beside Ready is False while the model goes on serving. */
    record BesideReady(String type, String reason, List<String> words) implements Symptom {}

    /** The fault is undone at once, and an event says so. */
    record Repaired(String reason, List<String> words) implements Symptom {}

    static Symptom notReady(String reason, String... words) {
        return new NotReady(reason, List.of(words));
    }

    static Symptom besideReady(String type, String reason, String... words) {
        return new BesideReady(type, reason, List.of(words));
    }

    static Symptom repaired(String... words) {
        return new Repaired("ChildRepaired", List.of(words));
    }

    /** Whether an entry of the timeline shows it to the user. */
    default Predicate<Entry> shown() {
        return switch (this) {
            case NotReady s ->
                e -> e.model()
                        .flatMap(m -> failing(m, "Ready"))
                        .filter(c -> c.reason().equals(s.reason()))
                        .isPresent();
            case BesideReady s ->
                e -> e.model()
                        .filter(ModelView::ready)
                        .flatMap(m -> failing(m, s.type()))
                        .filter(c -> c.reason().equals(s.reason()))
                        .isPresent();
            case Repaired s ->
                e -> e.as(Event.class)
                        .filter(v -> s.reason().equals(v.getReason()))
                        .isPresent();
        };
    }

    /** The message within such an entry. */
    default String message(Entry entry) {
        return switch (this) {
            case NotReady _ ->
                entry.model().flatMap(m -> failing(m, "Ready")).orElseThrow().message();
            case BesideReady s ->
                entry.model().flatMap(m -> failing(m, s.type())).orElseThrow().message();
            case Repaired _ -> entry.as(Event.class).orElseThrow().getMessage();
        };
    }

    private static Optional<Condition> failing(ModelView model, String type) {
        return model.condition(type)
                .filter(c -> !c.status().equals("True") && c.observedGeneration() == model.generation());
    }
}
