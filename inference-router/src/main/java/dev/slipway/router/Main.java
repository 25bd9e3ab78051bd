package dev.slipway.router;

import dev.slipway.router.lifecycle.ServeRole;

/** The entry of the program. */
public final class Main {
    private static final String HELP = """
            Routes requests to models: weights, fallbacks, retries, canaries, cache, keys.

              serve    answer on port 8080, HTTP/1.1 and HTTP/2; management on port 9000

            Configuration in $SLIPWAY_CONFIG, default /etc/slipway/inference-router.json.
            """;

    private Main() {}

    /** Runs what the arguments ask for. */
    public static void main(String[] args) {
        String role = args.length == 0 ? "" : args[0];
        switch (role) {
            case "serve" -> ServeRole.run(System.getenv());
            case "--help", "-h", "help" -> System.out.print(HELP);
            default -> {
                System.err.println((role.isEmpty() ? "Say what to do." : "Unknown role " + role + ".") + "\n\n" + HELP);
                System.exit(2);
            }
        }
    }
}
