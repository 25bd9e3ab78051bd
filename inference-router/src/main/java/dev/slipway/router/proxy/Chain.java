package dev.slipway.router.proxy;

import dev.slipway.router.targets.Target;
import java.util.Arrays;

/** Targets in the order in which they are tried, each once, and why each is in it. */
final class Chain {
    private Target[] targets = new Target[2];
    private Decision[] reasons = new Decision[2];
    private int size;
    private boolean insists;

    void add(Target target, Decision reason) {
        for (int i = 0; i < size; i++) {
            if (targets[i] == target) {
                return;
            }
        }
        if (size == targets.length) {
            targets = Arrays.copyOf(targets, size * 2);
            reasons = Arrays.copyOf(reasons, size * 2);
        }
        targets[size] = target;
        reasons[size++] = reason;
    }

    /** Goes first, wherever it was. */
    void first(Target target, Decision reason) {
        int at = 0;
        while (at < size && targets[at] != target) {
            at++;
        }
        if (at == size) {
            add(target, reason);
        }
        System.arraycopy(targets, 0, targets, 1, at);
        System.arraycopy(reasons, 0, reasons, 1, at);
        targets[0] = target;
        reasons[0] = reason;
    }

    void remove(Target target) {
        for (int i = 0; i < size; i++) {
            if (targets[i] == target) {
                System.arraycopy(targets, i + 1, targets, i, size - i - 1);
                System.arraycopy(reasons, i + 1, reasons, i, size - i - 1);
                size--;
                return;
            }
        }
    }

    /** The first target is tried even where all of its endpoints are out. */
    void insist(boolean whether) {
        insists = whether;
    }

    boolean insistsOn(int i) {
        return insists && i == 0;
    }

    Target target(int i) {
        return targets[i];
    }

    Decision reason(int i) {
        return reasons[i];
    }

    int size() {
        return size;
    }
}
