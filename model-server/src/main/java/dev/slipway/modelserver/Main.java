package dev.slipway.modelserver;

import dev.slipway.modelserver.fetch.FetchRole;
import dev.slipway.modelserver.lifecycle.ServeRole;

/** The entry of the program: one image, two roles in a pod, and a command for a developer's machine. */
public final class Main {
    private Main() {}

    /** Runs what the arguments ask for. */
    public static void main(String[] args) throws InterruptedException {
        switch (CommandLine.parse(args)) {
            case CommandLine.Fetch fetch -> System.exit(new FetchRole(System.getenv()).run());
            case CommandLine.Serve serve -> ServeRole.inPod(System.getenv());
            case CommandLine.ByHand hand -> ServeRole.byHand(hand.model(), hand.name(), hand.ports(), hand.settings());
            case CommandLine.Help help -> System.out.print(CommandLine.HELP);
            case CommandLine.Invalid invalid -> {
                System.err.println(invalid.why() + "\n\n" + CommandLine.HELP);
                System.exit(2);
            }
        }
    }
}
