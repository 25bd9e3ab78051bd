package dev.slipway.featureserver.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.featureserver.config.RedisConfig.Address;
import dev.slipway.featureserver.config.RedisConfig.Mode;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.Failure;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A document that says nothing of Redis but where its Secret is. */
class RedisSecretTest {
    @TempDir
    Path secret;

    @Test
    void hostAndPortAreTheSecrets() throws Exception {
        write("host", "redis.shop.svc\n");
        write("port", "6380");
        write("database", "2");

        RedisConfig redis = read();

        assertThat(redis.addresses()).containsExactly(new Address("redis.shop.svc", 6380));
        assertThat(redis.database()).isEqualTo(2);
        assertThat(redis.credentialsDirectory()).contains(secret.toString());
        assertThat(redis.tls()).isEmpty();
    }

    @Test
    void aClusterWithTlsIsTheSecrets() throws Exception {
        write("addresses", "a:1, b:2");
        write("mode", "Cluster");
        write("ca.crt", "-----BEGIN CERTIFICATE-----");

        RedisConfig redis = read();

        assertThat(redis.mode()).isEqualTo(Mode.Cluster);
        assertThat(redis.addresses()).containsExactly(new Address("a", 1), new Address("b", 2));
        assertThat(redis.tls().orElseThrow().caFile())
                .contains(secret.resolve("ca.crt").toString());
    }

    @Test
    void aSecretThatDoesNotExistIsNamed() {
        assertThat(failure().reason()).isEqualTo(CommonReason.ReferenceNotFound);
        assertThat(failure().message()).contains(secret.getFileName().toString());
    }

    @Test
    void aSecretWithoutHostSaysWhatItNeeds() throws IOException {
        write("password", "s3cret");
        assertThat(failure().reason()).isEqualTo(CommonReason.InvalidSecret);
        assertThat(failure().message()).contains("lacks the key 'host'").doesNotContain("s3cret");
    }

    private Failure failure() {
        try {
            read();
            throw new AssertionError("no failure");
        } catch (FailureException e) {
            return e.failure();
        }
    }

    @Test
    void aWrongModeIsRefused() throws IOException {
        write("host", "redis");
        write("mode", "Magic");
        assertThatThrownBy(this::read).isInstanceOf(FailureException.class);
    }

    private void write(String key, String value) throws IOException {
        Files.writeString(secret.resolve(key), value);
    }

    private RedisConfig read() throws FailureException {
        String document = "{\"redis\": {\"credentialsDirectory\": \"" + secret + "\"}}";
        return ConfigFile.parse(document.getBytes(StandardCharsets.UTF_8))
                .config()
                .redis();
    }
}
