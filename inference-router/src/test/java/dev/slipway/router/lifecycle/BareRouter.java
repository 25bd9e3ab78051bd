package dev.slipway.router.lifecycle;

import dev.slipway.workload.lifecycle.ServingPhase;
import java.nio.file.Path;

/** A router without a management port, for measurements: {@code BareRouter DOCUMENT PORT}. */
public final class BareRouter {
    private BareRouter() {}

    /** Serves until it is killed. */
    public static void main(String[] args) throws Exception {
        RouterProcess process = new RouterProcess(Path.of(args[0]), new ServingPhase(), System.getenv());
        System.out.println(process.listen(Integer.parseInt(args[1])));
        Thread.currentThread().join();
    }
}
