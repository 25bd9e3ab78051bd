package dev.slipway.workload.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class ConsoleLogTest {
    @Test
    void an_event_is_one_line_of_json_whatever_its_message_holds() {
        LogRecord event = new LogRecord(Level.SEVERE, "a \"quoted\"\nmessage \u0001");
        event.setLoggerName("dev.slipway.Some");
        event.setThrown(new IllegalStateException("why\nnot"));

        String line = ConsoleLog.JSON.format(event);

        assertThat(line.lines()).hasSize(1);
        assertThat(line)
                .contains("\"level\":\"ERROR\",\"loggerName\":\"dev.slipway.Some\"")
                .contains("\"message\":\"a \\\"quoted\\\"\\nmessage \\u0001\"")
                .contains("\"stackTrace\":\"java.lang.IllegalStateException: why\\nnot\\n\\tat ");
    }

    @Test
    void levels_have_the_names_that_collectors_know() {
        assertThat(ConsoleLog.JSON.format(new LogRecord(Level.WARNING, "m"))).contains("\"level\":\"WARN\"");
        assertThat(ConsoleLog.JSON.format(new LogRecord(Level.INFO, "m"))).contains("\"level\":\"INFO\"");
    }
}
