package dev.slipway.modelserver;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Probe. */
@QuarkusMain
public final class Main {
    private Main() {}

    /** Probe. */
    public static void main(String[] args) {
        Quarkus.run(args);
    }
}
