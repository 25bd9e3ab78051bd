package dev.slipway.featureserver.config;

import dev.slipway.featureserver.config.RedisConfig.Address;
import dev.slipway.featureserver.config.RedisConfig.Mode;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where Redis is, as a mounted Secret says it: {@code host} and {@code port}, or {@code addresses} as host:port with commas
 * between them; {@code mode}, {@code sentinelMaster}, {@code database}, and {@code tls} ({@code true}) with {@code ca.crt}. Names
 * and passwords are read at each connection, not here.
 */
final class RedisSecret {
    private static final String PORT = "6379";

    private final Path directory;

    private RedisSecret(Path directory) {
        this.directory = directory;
    }

    /** Opens one, which must hold something. */
    static RedisSecret open(Path directory) throws FailureException {
        try (Stream<Path> files = Files.isDirectory(directory) ? Files.list(directory) : Stream.empty()) {
            if (files.findAny().isEmpty()) {
                throw new FailureException(
                        CommonReason.ReferenceNotFound,
                        "The Secret '%s' of Redis does not exist, or is empty. Create it with host, port, username and password."
                                .formatted(directory.getFileName()));
            }
        } catch (IOException e) {
            throw new FailureException(
                    CommonReason.InvalidSecret, "The Secret of Redis at %s cannot be read.".formatted(directory), e);
        }
        return new RedisSecret(directory);
    }

    List<Address> addresses() throws FailureException {
        Optional<String> list = value("addresses");
        if (list.isEmpty()) {
            String host = value("host").orElseThrow(() -> lacks("host"));
            return List.of(address(host + ":" + value("port").orElse(PORT)));
        }
        List<Address> addresses = new ArrayList<>();
        for (String text : list.get().split(",", -1)) {
            addresses.add(address(text.strip()));
        }
        return List.copyOf(addresses);
    }

    Mode mode() throws FailureException {
        String text = value("mode").orElse(Mode.Single.name());
        return Stream.of(Mode.values())
                .filter(mode -> mode.name().equals(text))
                .findFirst()
                .orElseThrow(() -> wrong("mode", "Single, Sentinel or Cluster"));
    }

    int database() throws FailureException {
        String text = value("database").orElse("0");
        if (!text.matches("\\d{1,6}")) {
            throw wrong("database", "a number");
        }
        return Integer.parseInt(text);
    }

    Optional<String> sentinelMaster() throws FailureException {
        return value("sentinelMaster");
    }

    Optional<RedisConfig.Tls> tls() throws FailureException {
        boolean asked = value("tls").filter("true"::equals).isPresent();
        Path authorities = directory.resolve("ca.crt");
        return asked || Files.exists(authorities)
                ? Optional.of(new RedisConfig.Tls(
                        Files.exists(authorities) ? Optional.of(authorities.toString()) : Optional.empty(), true))
                : Optional.empty();
    }

    private Address address(String text) throws FailureException {
        return RedisReader.address(text).orElseThrow(() -> wrong("host, port or addresses", "host:port"));
    }

    private Optional<String> value(String key) throws FailureException {
        Path file = directory.resolve(key);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            String text = Files.readString(file).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (IOException e) {
            throw new FailureException(
                    CommonReason.InvalidSecret,
                    "The key '%s' of Secret '%s' cannot be read.".formatted(key, directory.getFileName()),
                    e);
        }
    }

    private FailureException lacks(String key) {
        return new FailureException(
                CommonReason.InvalidSecret,
                "The Secret '%s' of Redis lacks the key '%s'; it needs host, and port, username and password where they matter."
                        .formatted(directory.getFileName(), key));
    }

    private FailureException wrong(String key, String form) {
        return new FailureException(
                CommonReason.InvalidSecret,
                "The Secret '%s' of Redis has a wrong %s; it must be %s."
                        .formatted(directory.getFileName(), key, form));
    }
}
