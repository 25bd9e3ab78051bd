package dev.slipway.featureserver.materialize;

import dev.slipway.featureserver.http.FeatureServerFixture;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/** One server of Redis as a process that a test may freeze, kill and start again. */
final class RedisProcess implements AutoCloseable {
    /** All keys of the project with all they hold, in one number. */
    private static final String DIGEST =
            "EVAL \"local keys = redis.call('KEYS', '*demo') table.sort(keys) local digest ="
                    + " #keys .. ' ' for i, key in ipairs(keys) do local all = redis.call('HGETALL', key) local pairs = {}"
                    + " for j = 1, #all, 2 do pairs[#pairs + 1] = all[j] .. all[j + 1] end table.sort(pairs)"
                    + " digest = redis.sha1hex(digest .. key .. table.concat(pairs)) end return #keys .. ' ' .. digest\" 0";

    private final Path folder;
    private final int port;
    private final List<String> command = new ArrayList<>();
    private @Nullable Process process;

    RedisProcess(Path folder, String... options) throws Exception {
        this.folder = Files.createDirectories(folder);
        this.port = FeatureServerFixture.freePort();
        command.add(ExecutableProvider.newJarResourceProvider().get().getAbsolutePath());
        command.addAll(List.of(options));
        command.addAll(List.of("--port", String.valueOf(port), "--bind", "127.0.0.1", "--dir", folder.toString()));
    }

    int port() {
        return port;
    }

    RedisProcess start() throws Exception {
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        while (!answers()) {
            Thread.sleep(10);
        }
        return this;
    }

    private boolean answers() throws Exception {
        try {
            return call("PING").startsWith("+PONG");
        } catch (ConnectException e) {
            return false;
        }
    }

    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }

    /** As a machine that hangs. */
    void freeze() throws Exception {
        signal("-STOP");
    }

    void thaw() throws Exception {
        signal("-CONT");
    }

    private void signal(String name) throws Exception {
        new ProcessBuilder(
                        "kill",
                        name,
                        String.valueOf(Objects.requireNonNull(process).pid()))
                .start()
                .waitFor();
    }

    /** The first line of a reply, or the second where the first is a length. */
    String call(String line) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            String first = String.valueOf(in.readLine());
            return first.startsWith("$") && !first.equals("$-1") ? String.valueOf(in.readLine()) : first;
        }
    }

    /** How many rows it has, and a number that says which. */
    String digest() throws Exception {
        return call(DIGEST);
    }

    void awaitKeys(int atLeast) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (Integer.parseInt(call("DBSIZE").substring(1)) < atLeast) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Redis has only " + call("DBSIZE") + " keys");
            }
            Thread.sleep(2);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
