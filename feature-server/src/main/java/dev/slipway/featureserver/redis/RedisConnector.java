package dev.slipway.featureserver.redis;

import dev.slipway.featureserver.config.RedisConfig;
import dev.slipway.featureserver.config.RedisConfig.Address;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;

/** Makes the connections that a configuration asks for, on the event loop that asks. */
public final class RedisConnector {
    private RedisConnector() {}

    /** Connects; commands may be sent at once. */
    public static RedisShards connect(Vertx vertx, RedisConfig config) {
        NetClient client = vertx.createNetClient(options(config));
        return switch (config.mode()) {
            case Single -> {
                Address address = config.addresses().getFirst();
                yield new OneShard(
                        new RespConnection(vertx, client, config, () -> Future.succeededFuture(address), true));
            }
            case Sentinel ->
                new OneShard(new RespConnection(vertx, client, config, new Sentinels(vertx, client, config), true));
            case Cluster -> new ClusterShards(vertx, client, config);
        };
    }

    private static NetClientOptions options(RedisConfig config) {
        NetClientOptions options = new NetClientOptions()
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setConnectTimeout((int) config.connectTimeout().toMillis());
        config.tls().ifPresent(tls -> {
            options.setSsl(true).setHostnameVerificationAlgorithm(tls.verifyHost() ? "HTTPS" : "");
            tls.caFile().ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file)));
        });
        return options;
    }
}
