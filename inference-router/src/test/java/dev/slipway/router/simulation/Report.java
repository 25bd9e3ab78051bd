package dev.slipway.router.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** Writes what was seen to a file, where {@code -Dslipway.simulation.report=FILE} asks for it. */
final class Report {
    private Report() {}

    static void line(String line) {
        String file = System.getProperty("slipway.simulation.report", "");
        if (file.isEmpty()) {
            return;
        }
        try {
            Files.writeString(Path.of(file), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many runs: few by default, as many as {@code -Dslipway.simulation.runs=N} says. */
    static int runs(int usually) {
        return Integer.getInteger("slipway.simulation.runs", usually);
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
    }
}
