package dev.slipway.router.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/**
 * A {@link Target} in a process of its own, which can be killed, and stopped in the middle of what it does. It answers a
 * fixed number of requests at a time, each after a fixed time, so that its capacity is known.
 */
final class ServerProcess implements AutoCloseable {
    private static final int WORKERS = 4;
    private static final long WORK_MILLIS = 20;

    private final int backlog;
    private int port;
    private Process process;

    private ServerProcess(int backlog) throws IOException {
        this.backlog = backlog;
        this.process = launch();
    }

    static ServerProcess start() throws IOException {
        return new ServerProcess(1024);
    }

    /** With room for next to no connection that waits: once it is stopped, the kernel lets packets of new ones fall. */
    static ServerProcess withoutRoom() throws IOException {
        return new ServerProcess(1);
    }

    /** {@code PORT BACKLOG}; the mode is what the last line of standard input says. */
    public static void main(String... arguments) throws IOException {
        Semaphore workers = new Semaphore(WORKERS, true);
        Target target = new Target(
                request -> {
                    workers.acquireUninterruptibly();
                    try {
                        Thread.sleep(WORK_MILLIS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        workers.release();
                    }
                    return Target.Answer.json("{\"predictions\":[1]}");
                },
                Integer.parseInt(arguments[0]),
                Integer.parseInt(arguments[1]));
        System.out.println(target.port());
        BufferedReader modes = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String mode = modes.readLine(); mode != null; mode = modes.readLine()) {
            target.mode = Target.Mode.valueOf(mode);
        }
        target.close();
    }

    private Process launch() throws IOException {
        Process started = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerProcess.class.getName(),
                        Integer.toString(port),
                        Integer.toString(backlog))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line =
                new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8)).readLine();
        if (line == null) {
            throw new IOException("a server process ended before it listened");
        }
        port = Integer.parseInt(line);
        return started;
    }

    void mode(Target.Mode mode) throws IOException {
        process.getOutputStream().write((mode + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** The same port again. */
    void restart() throws IOException {
        process = launch();
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
