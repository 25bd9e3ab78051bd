package dev.slipway.workload.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminationLogTest {
    @TempDir
    Path directory;

    @Test
    void the_last_failure_replaces_what_stood_there() throws Exception {
        Path file = Files.writeString(directory.resolve("log"), "something longer than the failure will be ".repeat(9));
        TerminationLog log = TerminationLog.fromEnvironment(Map.of("SLIPWAY_TERMINATION_LOG", file.toString()));

        log.write(new Failure(CommonReason.InvalidSecret, "a \"quoted\"\n key").json());

        assertThat(file).hasContent("{\"reason\":\"InvalidSecret\",\"message\":\"a \\\"quoted\\\" key\"}");
    }

    @Test
    void outside_of_a_pod_nothing_is_written() {
        new TerminationLog(directory.resolve("none")).write("x");

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void a_message_is_one_line_that_fits_a_condition() {
        Failure failure = new Failure(CommonReason.InternalError, "a\n\tb " + "x".repeat(1000));

        assertThat(failure.message())
                .startsWith("a b x")
                .hasSize(Failure.MAX_MESSAGE)
                .endsWith("…");
    }
}
