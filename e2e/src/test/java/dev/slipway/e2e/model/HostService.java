package dev.slipway.e2e.model;

import dev.slipway.e2e.cluster.Command;
import java.util.Arrays;
import java.util.stream.Stream;

/** A real server of {@code e2e/services}, a process of this machine that pods reach. */
public record HostService(String name) {
    public static final HostService S3 = new HostService("s3");
    public static final HostService MLFLOW = new HostService("mlflow");

    /** Its address, once it answers; also where it runs already. */
    public String up() {
        return run("up").strip();
    }

    public void down() {
        run("down");
    }

    /** Stores files of the repository in the S3 server. */
    public void put(String... filesAndKeys) {
        run(Stream.concat(Stream.of("put"), Arrays.stream(filesAndKeys)).toArray(String[]::new));
    }

    private String run(String... words) {
        var all = Stream.concat(Stream.of("e2e/services/" + name), Arrays.stream(words));
        return Command.of(all.toArray(String[]::new)).run().text();
    }
}
