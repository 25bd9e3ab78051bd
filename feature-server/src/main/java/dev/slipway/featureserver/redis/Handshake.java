package dev.slipway.featureserver.redis;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.config.RedisConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What is said first on each connection. Credentials are read anew each time: a Secret may have been renewed. */
final class Handshake {
    private Handshake() {}

    /** Appends the commands; how many they are. */
    static int encode(ByteSink out, RedisConfig config, boolean dataNode) throws IOException {
        int commands = 0;
        Optional<String> password = secret(config, "password");
        if (password.isPresent()) {
            Optional<String> user = secret(config, "username");
            if (user.isPresent()) {
                Resp.command(out, "AUTH", user.get(), password.get());
            } else {
                Resp.command(out, "AUTH", password.get());
            }
            commands++;
        }
        if (dataNode && config.database() != 0) {
            Resp.command(out, "SELECT", String.valueOf(config.database()));
            commands++;
        }
        Resp.command(out, "PING");
        return commands + 1;
    }

    private static Optional<String> secret(RedisConfig config, String key) throws IOException {
        if (config.credentialsDirectory().isEmpty()) {
            return Optional.empty();
        }
        Path file = Path.of(config.credentialsDirectory().get(), key);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String text = Files.readString(file).strip();
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
