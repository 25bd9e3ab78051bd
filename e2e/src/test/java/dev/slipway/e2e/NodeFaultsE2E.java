package dev.slipway.e2e;

import dev.slipway.e2e.fault.FaultReport;
import dev.slipway.e2e.fault.Faults;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The same for faults that every pod would meet; they happen one after the other. */
@Order(10)
class NodeFaultsE2E {
    @TestFactory
    @Execution(ExecutionMode.SAME_THREAD)
    Stream<DynamicTest> of_the_node() {
        return Faults.ofTheNode().map(FaultsE2E::test);
    }

    @AfterEach
    void restore() {
        Faults.restoreNode();
    }

    @AfterAll
    static void report() {
        IO.println(FaultReport.shared());
    }
}
