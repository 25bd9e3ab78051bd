package dev.slipway.featureserver.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The online store.
 *
 * @param mode how the addresses are meant
 * @param addresses servers, cluster nodes or sentinels
 * @param database number of the database; 0 in a cluster
 * @param sentinelMaster the name that sentinels know the primary by
 * @param tls whether and how connections are encrypted
 * @param credentialsDirectory files username and password, read at each connection
 * @param connectTimeout longest time to connect
 * @param timeout longest time that a command may take
 */
public record RedisConfig(
        Mode mode,
        List<Address> addresses,
        int database,
        String sentinelMaster,
        Optional<Tls> tls,
        Optional<String> credentialsDirectory,
        Duration connectTimeout,
        Duration timeout) {

    /** How the addresses are meant. */
    public enum Mode {
        /** One server. */
        Single,
        /** Nodes of a cluster. */
        Cluster,
        /** Sentinels that know the primary. */
        Sentinel
    }

    /**
     * Where a server listens.
     *
     * @param host name or address
     * @param port TCP port
     */
    public record Address(String host, int port) {
        /** As people write it. */
        public String text() {
            return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
        }
    }

    /**
     * Encryption.
     *
     * @param caFile PEM of the authorities; the system's where absent
     * @param verifyHost whether the certificate must name the host
     */
    public record Tls(Optional<String> caFile, boolean verifyHost) {}
}
