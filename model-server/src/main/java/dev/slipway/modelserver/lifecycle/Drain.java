package dev.slipway.modelserver.lifecycle;

import dev.slipway.modelserver.grpc.GrpcServer;
import dev.slipway.modelserver.http.InferenceServer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The end of a server without a lost request. Readiness fails first; for {@code delay} the listener goes on answering,
 * since endpoints take that long to disappear everywhere; each answer asks its client for another connection. Then new
 * connections are refused and what is in flight is finished.
 *
 * @param delay how long clients may still come
 * @param longest how long in-flight requests may take after that
 */
record Drain(Duration delay, Duration longest) {
    /** How long the prediction log may write after that: the pod has 30 s in all. */
    static final Duration LONGEST_FLUSH = Duration.ofSeconds(4);

    private static final Duration POLL = Duration.ofMillis(20);
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m)");

    static Drain fromEnvironment(Map<String, String> environment) {
        return new Drain(parse(environment.getOrDefault("SLIPWAY_DRAIN_DELAY", "5s")), Duration.ofSeconds(20));
    }

    void run(ServerStatus status, InferenceServer server, Optional<GrpcServer> grpc) throws InterruptedException {
        status.enter(Phase.DRAINING);
        grpc.ifPresent(GrpcServer::notReady);
        Thread.sleep(delay);
        server.stopAccepting();
        grpc.ifPresent(GrpcServer::stopAccepting);
        long deadline = System.nanoTime() + longest.toNanos();
        while (!(server.idle() && grpc.map(GrpcServer::idle).orElse(true)) && System.nanoTime() < deadline) {
            Thread.sleep(POLL);
        }
        // The last answers have left the workers; a moment lets them reach the socket.
        Thread.sleep(POLL.multipliedBy(5));
        server.close();
        grpc.ifPresent(GrpcServer::close);
    }

    static Duration parse(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("SLIPWAY_DRAIN_DELAY is \"" + text + "\"; write it as 5s or 500ms");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
        };
    }
}
