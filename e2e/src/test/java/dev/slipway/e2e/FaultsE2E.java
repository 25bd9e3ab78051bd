package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.fault.Fault;
import dev.slipway.e2e.fault.FaultReport;
import dev.slipway.e2e.fault.FaultRun;
import dev.slipway.e2e.fault.Faults;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;

/** The status never lies: each fault is told by its name, at once, and Ready comes back after the cure. */
@Order(20)
class FaultsE2E {
    @TestFactory
    Stream<DynamicTest> within_a_namespace() {
        return Faults.ofOneNamespace().map(FaultsE2E::test);
    }

    static DynamicTest test(Fault fault) {
        return DynamicTest.dynamicTest(fault.sentence(), () -> new FaultRun(FaultReport.shared()).run(fault));
    }

    @AfterAll
    static void report_is_in_time() {
        IO.println(FaultReport.shared());
        assertThat(FaultReport.shared().slowest())
                .as("slowest reason")
                .isLessThan(Duration.parse("PT" + System.getProperty("e2e.reasonWithin", "30s")));
    }
}
