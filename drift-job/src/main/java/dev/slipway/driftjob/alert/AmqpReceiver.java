package dev.slipway.driftjob.alert;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import dev.slipway.driftjob.config.AlertConfig.Sink;
import dev.slipway.driftjob.failure.Reason;
import dev.slipway.driftjob.web.CloudEvent;
import dev.slipway.driftjob.web.WebSecret;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.secret.MountedSecret;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** An exchange of an AMQP 0-9-1 broker. Told is what the broker has confirmed and routed to a queue. */
final class AmqpReceiver {
    private static final int PERSISTENT = 2;
    private static final String FIELD = "$.sink.amqp.url";

    private final Sink.Amqp sink;
    private final Duration timeout;

    AmqpReceiver(Sink.Amqp sink, Duration timeout) {
        this.sink = sink;
        this.timeout = timeout;
    }

    /** Publishes; the address as it may be shown. */
    String publish(CloudEvent event) throws FailureException {
        String shown = shown();
        try (Connection connection = factory().newConnection("slipway drift-job");
                Channel channel = connection.createChannel()) {
            channel.exchangeDeclarePassive(sink.exchange());
            AtomicBoolean unrouted = new AtomicBoolean();
            channel.addReturnListener(returned -> unrouted.set(true));
            channel.confirmSelect();
            AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                    .contentType(CloudEvent.MEDIA_TYPE)
                    .deliveryMode(PERSISTENT)
                    .messageId(event.id())
                    .build();
            channel.basicPublish(sink.exchange(), sink.routingKey(), true, properties, event.structured());
            if (!channel.waitForConfirms(timeout.toMillis())) {
                throw unavailable(shown, "did not take the message");
            }
            if (unrouted.get()) {
                throw unavailable(
                        shown,
                        "has no queue bound to the exchange %s for %s; bind one"
                                .formatted(sink.exchange(), sink.routingKey()));
            }
            return shown;
        } catch (IOException | ShutdownSignalException e) {
            throw explained(shown, e);
        } catch (TimeoutException e) {
            throw unavailable(shown, "did not answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(shown, "was not waited for");
        }
    }

    private ConnectionFactory factory() throws FailureException {
        ConnectionFactory factory = new ConnectionFactory();
        int millis = Math.clamp(timeout.toMillis(), 1, 60_000);
        try {
            factory.setUri(sink.url());
            if (factory.isSSL()) {
                Optional<SSLContext> trust = WebSecret.trust(sink.secret());
                factory.useSslProtocol(trust.isPresent() ? trust.get() : SSLContext.getDefault());
                factory.enableHostnameVerification();
            }
        } catch (URISyntaxException | GeneralSecurityException | IllegalArgumentException e) {
            throw invalid();
        }
        if (sink.secret().isPresent()) {
            login(factory, sink.secret().get());
        }
        factory.setAutomaticRecoveryEnabled(false);
        factory.setConnectionTimeout(millis);
        factory.setHandshakeTimeout(millis);
        factory.setChannelRpcTimeout(millis);
        factory.setShutdownTimeout(1000);
        return factory;
    }

    private static void login(ConnectionFactory factory, Path directory) throws FailureException {
        if (!Files.exists(directory.resolve("username")) && Files.exists(directory.resolve("ca.crt"))) {
            return;
        }
        MountedSecret secret = MountedSecret.open(directory, WebSecret.name(directory), "username and password");
        if (!secret.has("username") || !secret.has("password")) {
            throw secret.lacks("username and password");
        }
        factory.setUsername(secret.value("username"));
        factory.setPassword(secret.value("password"));
    }

    /** Credentials belong into the Secret, and must not be shown. */
    private String shown() throws FailureException {
        try {
            URI uri = new URI(sink.url());
            if (uri.getHost() == null || uri.getRawUserInfo() != null) {
                throw invalid();
            }
            return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
                    + uri.getRawPath();
        } catch (URISyntaxException e) {
            throw invalid();
        }
    }

    private static FailureException invalid() {
        return new FailureException(
                CommonReason.InvalidConfig,
                "The configuration's %s is no amqp or amqps address without user and password.".formatted(FIELD));
    }

    private FailureException explained(String shown, Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuthenticationFailureException
                    || cause instanceof PossibleAuthenticationFailureException) {
                return denied(shown);
            }
            if (cause instanceof ShutdownSignalException signal && !(cause instanceof AlreadyClosedException)) {
                return closed(shown, signal);
            }
            if (cause instanceof SSLException) {
                return unavailable(shown, "cannot be trusted: " + cause.getMessage());
            }
            if (cause instanceof ConnectException) {
                return unavailable(shown, "refuses connections");
            }
            if (cause instanceof UnknownHostException) {
                return unavailable(shown, "has a host name that cannot be resolved");
            }
        }
        return unavailable(shown, "closed the connection");
    }

    private FailureException closed(String shown, ShutdownSignalException signal) {
        int code =
                switch (signal.getReason()) {
                    case AMQP.Channel.Close close -> close.getReplyCode();
                    case AMQP.Connection.Close close -> close.getReplyCode();
                    case null, default -> 0;
                };
        return switch (code) {
            case AMQP.NOT_FOUND ->
                new FailureException(
                        Reason.SinkRefused,
                        "The broker %s has no exchange %s: declare it.".formatted(shown, sink.exchange()));
            case AMQP.ACCESS_REFUSED, AMQP.NOT_ALLOWED -> denied(shown);
            default -> unavailable(shown, "closed the connection");
        };
    }

    private FailureException denied(String shown) {
        return new FailureException(
                CommonReason.AccessDenied,
                "The broker %s does not allow this user to publish to %s: correct %s, or its permissions."
                        .formatted(
                                shown,
                                sink.exchange(),
                                sink.secret()
                                        .map(s -> "the Secret " + WebSecret.name(s))
                                        .orElse("the sink's secretRef")));
    }

    private static FailureException unavailable(String shown, String what) {
        return new FailureException(Reason.SinkUnavailable, "The broker %s %s.".formatted(shown, what));
    }
}
