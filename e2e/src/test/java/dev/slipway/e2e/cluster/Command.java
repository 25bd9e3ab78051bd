package dev.slipway.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A real process, run to its end: what a user would type. */
public final class Command {
    private static final int LIMIT_SECONDS = 300;

    private final List<String> words;

    private Command(List<String> words) {
        this.words = words;
    }

    public static Command of(String... words) {
        return new Command(List.of(words));
    }

    /**
     * What a process left behind.
     *
     * @param output standard output
     * @param errors standard error
     */
    public record Result(String command, int exit, String output, String errors) {
        /** The output, if the process succeeded. */
        public String text() {
            assertThat(exit).as("%s%n%s%s", command, output, errors).isZero();
            return output;
        }

        /** Both streams, whatever the exit status. */
        public String everything() {
            return output + errors;
        }
    }

    public Result run() {
        return run("");
    }

    /** Runs the process in the root of the checkout, with this text as its input. */
    public Result run(String input) {
        try {
            var process =
                    new ProcessBuilder(words).directory(Checkout.ROOT.toFile()).start();
            var output = CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
            var errors = CompletableFuture.supplyAsync(() -> read(process.getErrorStream()));
            try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
                stdin.write(input);
            }
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(this + " did not end within " + LIMIT_SECONDS + " s");
            }
            return new Result(toString(), process.exitValue(), output.join(), errors.join());
        } catch (IOException e) {
            throw new UncheckedIOException(this + " cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(this + " was interrupted", e);
        }
    }

    private static String read(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }

    /** Where the files of the repository lie. */
    public static final class Checkout {
        public static final Path ROOT =
                Path.of(System.getProperty("e2e.root", "..")).toAbsolutePath().normalize();

        private Checkout() {}
    }
}
