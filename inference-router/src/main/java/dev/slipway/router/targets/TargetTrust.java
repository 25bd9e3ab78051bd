package dev.slipway.router.targets;

import dev.slipway.router.config.TargetConfig;
import dev.slipway.router.config.TargetConfig.TargetTls;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Whom the router believes to be a target, and what it shows to it. */
final class TargetTrust {
    private TargetTrust() {}

    static Optional<SslContext> of(TargetConfig target, boolean http2) throws FailureException {
        boolean secure = Locations.secure(target.location());
        if (!secure && target.tls().isEmpty()) {
            return Optional.empty();
        }
        TargetTls tls = target.tls()
                .orElse(new TargetTls(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        SslContextBuilder builder =
                SslContextBuilder.forClient().sslProvider(SslProvider.JDK).endpointIdentificationAlgorithm("HTTPS");
        if (http2) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    ApplicationProtocolNames.HTTP_2));
        }
        try {
            if (tls.caFile().isPresent()) {
                builder.trustManager(new File(tls.caFile().get()));
            }
            if (tls.certificateFile().isPresent() && tls.keyFile().isPresent()) {
                builder.keyManager(
                        new File(tls.certificateFile().get()),
                        new File(tls.keyFile().get()));
            }
            return Optional.of(builder.build());
        } catch (SSLException | IllegalArgumentException e) {
            throw new FailureException(
                    CommonReason.InvalidSecret,
                    "The TLS files of target %s cannot be used: %s.".formatted(target.name(), e.getMessage()),
                    e);
        }
    }
}
