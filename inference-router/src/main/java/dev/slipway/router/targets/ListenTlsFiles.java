package dev.slipway.router.targets;

import dev.slipway.router.config.RouterConfig.ListenTls;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * The certificate of the port, and whom it believes.
 *
 * @param context empty for clear text
 * @param stamp when the files were written, to see whether they changed
 */
public record ListenTlsFiles(Optional<SslContext> context, String stamp) {
    static ListenTlsFiles read(Optional<ListenTls> config) throws FailureException {
        if (config.isEmpty()) {
            return new ListenTlsFiles(Optional.empty(), "");
        }
        ListenTls tls = config.get();
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(
                            new File(tls.certificateFile()), new File(tls.keyFile()))
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            Protocol.ALPN,
                            SelectorFailureBehavior.NO_ADVERTISE,
                            SelectedListenerFailureBehavior.ACCEPT,
                            ApplicationProtocolNames.HTTP_2,
                            ApplicationProtocolNames.HTTP_1_1));
            tls.clientCaFile()
                    .ifPresent(ca -> builder.trustManager(new File(ca)).clientAuth(ClientAuth.REQUIRE));
            return new ListenTlsFiles(Optional.of(builder.build()), stamp(config));
        } catch (SSLException | IllegalArgumentException e) {
            throw new FailureException(
                    CommonReason.InvalidSecret,
                    "The TLS files of the port cannot be used: %s.".formatted(e.getMessage()),
                    e);
        }
    }

    static String stamp(Optional<ListenTls> config) {
        return config.map(tls -> Prepared.stamp(Path.of(tls.certificateFile()))
                        + Prepared.stamp(Path.of(tls.keyFile()))
                        + tls.clientCaFile().map(Path::of).map(Prepared::stamp).orElse(""))
                .orElse("");
    }
}
