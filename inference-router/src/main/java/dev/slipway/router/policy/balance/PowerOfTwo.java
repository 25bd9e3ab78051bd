package dev.slipway.router.policy.balance;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Two random endpoints, the less loaded one (Mitzenmacher). Equal loads take turns: under a shared order of stale scores
 * whole bursts went to one endpoint (llm-d-router pull request 2515).
 */
public final class PowerOfTwo {
    private final RandomGenerator random;
    private boolean turn;

    /** Choices by this source of randomness. */
    public PowerOfTwo(RandomGenerator random) {
        this.random = random;
    }

    /** What can be chosen. */
    public interface Choice {
        /** Whether it takes requests at all. May differ from call to call while it comes back. */
        boolean available(long now);

        /** The less the better. */
        double score(long now);
    }

    /** One of those that are available; null where none is. */
    public <C extends Choice> @Nullable C pick(List<C> choices, @Nullable C except, long now) {
        int first = draw(choices, -1, except, now);
        if (first < 0) {
            return null;
        }
        int second = draw(choices, first, except, now);
        if (second < 0) {
            return choices.get(first);
        }
        double a = choices.get(first).score(now);
        double b = choices.get(second).score(now);
        if (a == b) {
            turn = !turn;
            return choices.get(turn ? Math.min(first, second) : Math.max(first, second));
        }
        return choices.get(a < b ? first : second);
    }

    /** A random place and from there the next one that is available. */
    private <C extends Choice> int draw(List<C> choices, int taken, @Nullable C except, long now) {
        int n = choices.size();
        if (n == 0) {
            return -1;
        }
        int start = n == 1 ? 0 : random.nextInt(n);
        for (int tries = 0; tries < 2; tries++) {
            int at = tries == 0 ? start : random.nextInt(n);
            if (usable(choices, at, taken, except, now)) {
                return at;
            }
        }
        for (int i = 1; i <= n; i++) {
            int at = (start + i) % n;
            if (usable(choices, at, taken, except, now)) {
                return at;
            }
        }
        return -1;
    }

    private static <C extends Choice> boolean usable(List<C> choices, int at, int taken, @Nullable C except, long now) {
        return at != taken && choices.get(at) != except && choices.get(at).available(now);
    }
}
