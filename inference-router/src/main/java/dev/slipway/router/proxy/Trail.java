package dev.slipway.router.proxy;

import dev.slipway.router.targets.Result;

/** The way of a question in words: {@code main/10.0.0.7:8080 WEIGHT RESET 3100us, edge/... FALLBACK SUCCESS 7000us}. */
final class Trail {
    private static final int LONGEST = 1000;

    private final StringBuilder words = new StringBuilder(64);

    void add(Attempt attempt, Result result, long now) {
        if (words.length() > LONGEST) {
            return;
        }
        words.append(words.isEmpty() ? "" : ", ")
                .append(attempt.target().name())
                .append('/')
                .append(attempt.endpoint().address())
                .append(' ')
                .append(attempt.reason())
                .append(' ')
                .append(result)
                .append(' ')
                .append((now - attempt.began()) / 1000)
                .append("us");
    }

    @Override
    public String toString() {
        return words.toString();
    }
}
