package dev.slipway.workload.process;

import dev.slipway.workload.json.JsonText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/** The log of a serving process on standard output, a line an event: JSON in a pod, text on a developer's machine. */
public final class ConsoleLog {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ISO_OFFSET_DATE_TIME;

    static final Formatter JSON = new Formatter() {
        @Override
        public String format(LogRecord event) {
            String line = "{\"timestamp\":\"%s\",\"level\":\"%s\",\"loggerName\":%s,\"message\":%s,\"threadName\":%s"
                    .formatted(
                            time(event),
                            level(event),
                            JsonText.quote(String.valueOf(event.getLoggerName())),
                            JsonText.quote(formatMessage(event)),
                            JsonText.quote(Thread.currentThread().getName()));
            return event.getThrown() == null
                    ? line + "}\n"
                    : line + ",\"stackTrace\":" + JsonText.quote(stackTrace(event.getThrown())) + "}\n";
        }
    };

    private static final Formatter TEXT = new Formatter() {
        @Override
        public String format(LogRecord event) {
            String line = "%s %-5s %s\n".formatted(time(event), level(event), formatMessage(event));
            return event.getThrown() == null ? line : line + stackTrace(event.getThrown());
        }
    };

    private ConsoleLog() {}

    /** One JSON object a line: timestamp, level, loggerName, message, threadName, and stackTrace where there is one. */
    public static void json() {
        begin(JSON);
    }

    /** Time, level, message. */
    public static void text() {
        begin(TEXT);
    }

    private static void begin(Formatter formatter) {
        LogManager.getLogManager().reset();
        Handler console = new StreamHandler(System.out, formatter) {
            @Override
            public synchronized void publish(LogRecord event) {
                super.publish(event);
                flush();
            }
        };
        console.setLevel(Level.ALL);
        Logger root = Logger.getLogger("");
        root.addHandler(console);
        root.setLevel(Level.INFO);
    }

    private static String time(LogRecord event) {
        return TIME.format(ZonedDateTime.ofInstant(event.getInstant(), ZoneId.systemDefault()));
    }

    private static String level(LogRecord event) {
        int level = event.getLevel().intValue();
        if (level >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        return level >= Level.WARNING.intValue() ? "WARN" : level >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }
}
