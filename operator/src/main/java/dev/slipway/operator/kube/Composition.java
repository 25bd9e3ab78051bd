package dev.slipway.operator.kube;

import dev.slipway.operator.model.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;
import java.util.Set;

/**
 * What one kind is made of, and what else it has to hear of.
 *
 * @param kind the custom resource
 * @param component the value of {@link Labels#NAME} on everything that is made for this kind; no other kind has it, so that
 *     each object is in one informer only
 * @param watched types of its children
 * @param optional types of children that some clusters do not know
 * @param owners which objects of the kind a watched object belongs to
 * @param indexed labels by which watched objects are looked up
 * @param annotations whose change calls for a reconcile
 * @param neighbours kinds whose objects matter to this one's
 */
record Composition<R extends CustomResource<?, ?>>(
        Class<R> kind,
        String component,
        List<Class<? extends HasMetadata>> watched,
        List<OptionalKind> optional,
        Owners<R> owners,
        Set<String> indexed,
        Set<String> annotations,
        List<Neighbour<?, R>> neighbours) {

    /** What informers of its children select. */
    String selector() {
        return Labels.SELECTOR + "," + Labels.NAME + "=" + component;
    }
}
