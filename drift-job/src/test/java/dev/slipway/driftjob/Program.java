package dev.slipway.driftjob;

import dev.slipway.driftjob.service.Ended;
import dev.slipway.workload.failure.TerminationLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** The whole program, as a pod starts it. */
public final class Program {
    private Program() {}

    /** Runs a command with this document. */
    public static Ended run(String command, Path folder, String document) throws IOException {
        Path config = Files.writeString(Files.createTempFile(folder, "config", ".json"), document);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = new Main(
                        Clock.systemUTC(),
                        new TerminationLog(folder.resolve("none")),
                        new PrintStream(out, true, StandardCharsets.UTF_8))
                .execute(command, "--config", config.toString());
        return Ended.of(code, out.toString(StandardCharsets.UTF_8));
    }
}
