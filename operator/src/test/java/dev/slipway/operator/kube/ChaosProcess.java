package dev.slipway.operator.kube;

import dev.slipway.driftjob.Main;
import dev.slipway.driftjob.service.Ended;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** The program of the Jobs as a process of its own, which is killed by the system. */
final class ChaosProcess {
    private ChaosProcess() {}

    /** Runs a command with this document, at most until it is to be killed. */
    static Ended run(String command, Path folder, String document, CompletableFuture<Void> kill) throws IOException {
        var config = Files.writeString(Files.createTempFile(folder, "config", ".json"), document);
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        command,
                        "--config",
                        config.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var _ = kill.thenRun(process::destroyForcibly);
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return Ended.of(process.onExit().join().exitValue(), said);
    }
}
