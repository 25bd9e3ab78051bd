package dev.slipway.e2e.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Asks until every question has been answered right, for a Service whose rules are still on their way to the node. */
public final class Once {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Once() {}

    public static void ask(InetSocketAddress address, List<Question> questions, Duration patience)
            throws InterruptedException {
        for (var question : questions) {
            ask(address, question, patience);
        }
    }

    private static void ask(InetSocketAddress address, Question question, Duration patience)
            throws InterruptedException {
        var deadline = Instant.now().plus(patience);
        while (true) {
            var problem = problem(address, question);
            if (problem.isEmpty()) {
                return;
            }
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("no right answer within " + patience.toSeconds() + " s: " + problem);
            }
            Thread.sleep(PAUSE);
        }
    }

    private static String problem(InetSocketAddress address, Question question) {
        try (var connection = new Connection(address)) {
            var answer = connection.post(question.path(), question.body());
            return question.problem(answer.status(), answer.body()).orElse("");
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
