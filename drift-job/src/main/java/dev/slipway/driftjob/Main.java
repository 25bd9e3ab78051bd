package dev.slipway.driftjob;

import dev.slipway.driftjob.run.Job;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/**
 * {@code drift-job run --config FILE} compares; {@code drift-job profile --config FILE} keeps the reference's profile as a
 * file. Exit code 0: done, whatever the verdict; 1: the data cannot be read; 2: the configuration or the call is wrong.
 */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    static int execute(String... arguments) {
        if (arguments.length != 3 || !arguments[1].equals("--config")) {
            System.err.println("usage: drift-job run|profile --config FILE");
            return 2;
        }
        Job job = new Job(Clock.systemUTC());
        Path config = Path.of(arguments[2]);
        try {
            switch (arguments[0]) {
                case "run" -> System.out.println("verdict " + job.run(config).verdict());
                case "profile" ->
                    System.out.println("profile of " + job.profile(config).rows() + " rows");
                default -> {
                    System.err.println("unknown command " + arguments[0] + "; use run or profile");
                    return 2;
                }
            }
            return 0;
        } catch (FailureException e) {
            System.err.println(e.getMessage());
            return 2;
        } catch (IOException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }
}
