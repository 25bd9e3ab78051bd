package dev.slipway.e2e.fault;

import java.util.function.Supplier;
import java.util.stream.Stream;

/** All faults that the tests know. */
public final class Faults {
    private Faults() {}

    /** Faults that keep to their namespace: several can happen at a time. */
    public static Stream<Fault> ofOneNamespace() {
        return Stream.<Supplier<Stream<Fault>>>of(
                        SecretFaults::all,
                        ArtifactFaults::all,
                        ProcessFaults::all,
                        CapacityFaults::all,
                        SpecFaults::all,
                        ChildFaults::all)
                .flatMap(Supplier::get);
    }

    /** Faults that every pod of the node would meet. */
    public static Stream<Fault> ofTheNode() {
        return CapacityFaults.ofTheNode();
    }

    /** Undoes what faults of the node may have left. */
    public static void restoreNode() {
        CapacityFaults.restoreNode();
    }
}
