package dev.slipway.router.lifecycle;

import dev.slipway.router.audit.AuditLog;
import dev.slipway.router.audit.AuditSink;
import dev.slipway.router.config.ConfigReader;
import dev.slipway.router.metrics.RouterExposition;
import dev.slipway.router.net.ConnectionLimits;
import dev.slipway.router.net.Listener;
import dev.slipway.router.net.LoopContext;
import dev.slipway.router.net.Timers;
import dev.slipway.router.net.Transport;
import dev.slipway.router.proxy.Route;
import dev.slipway.router.proxy.RouterApplication;
import dev.slipway.router.proxy.StatusJson;
import dev.slipway.router.rollout.StateFile;
import dev.slipway.router.targets.Heartbeats;
import dev.slipway.router.targets.Prepared;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.json.JsonText;
import dev.slipway.workload.lifecycle.DrainableListener;
import dev.slipway.workload.lifecycle.ServingPhase;
import dev.slipway.workload.metrics.MetricSource;
import dev.slipway.workload.metrics.MetricsText;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A router that runs: its loop, its route, its port, and the thread that looks at files and names. */
public final class RouterProcess implements DrainableListener, MetricSource, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RouterProcess.class);
    private static final long PRUNE_MILLIS = 5000;
    private static final long KNOCK_MILLIS = 250;
    private static final long TICK_MILLIS = 50;

    private final Transport transport = Transport.start();
    private final EventLoop loop = transport.group().next();
    private final LoopContext context = new LoopContext(loop, new Timers(loop));
    private final ServingPhase phase;
    private final AuditLog audit;
    private final Route route;
    private final Listener listener;
    private final ConfigWatch watch;
    private final StateFile state;
    private volatile Optional<SslContext> tls;
    private @Nullable Channel port;

    /** Reads the document, which must be good. */
    public RouterProcess(Path file, ServingPhase phase, Map<String, String> environment) throws FailureException {
        this.phase = phase;
        ConfigReader first = ConfigReader.read(file);
        Prepared prepared = Prepared.of(first.config(), Map.of());
        this.tls = prepared.tls().context();
        this.audit = new AuditLog(AuditSink.fromEnvironment(environment), AuditSink.capacity(environment));
        this.state = StateFile.fromEnvironment(environment);
        this.route = new Route(transport, context, new SplittableRandom(), first, audit);
        this.listener = new Listener(
                transport, context, new RouterApplication(route, phase::draining), ConnectionLimits.DEFAULT, () -> tls);
        this.watch = new ConfigWatch(file, first, prepared, this::adopt, this::resolved, this::keep);
        route.remember(state.read());
        adopt(first, prepared);
        Heartbeats heartbeats = new Heartbeats(route.targets(), context.timers());
        repeat("servers that are back", KNOCK_MILLIS, route.targets()::knock);
        repeat("connections that nobody uses", PRUNE_MILLIS, route.targets()::prune);
        repeat("rollout and heartbeats", TICK_MILLIS, () -> {
            route.tick();
            heartbeats.tick();
        });
    }

    /** Runs this again and again on the loop; a defect in it is told and does not end it. */
    @SuppressWarnings("FutureReturnValueIgnored") // It never ends and never fails.
    private void repeat(String what, long everyMillis, Runnable action) {
        Runnable guarded = () -> {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.errorf(e, "a defect: %s", what);
            }
        };
        loop.scheduleAtFixedRate(guarded, everyMillis, everyMillis, TimeUnit.MILLISECONDS);
    }

    /** Listens; the port, which matters where 0 was asked for. */
    public int listen(int wanted) throws FailureException, InterruptedException {
        try {
            Channel opened = listener.listen("0.0.0.0", wanted);
            port = opened;
            watch.start();
            return ((InetSocketAddress) opened.localAddress()).getPort();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new FailureException(
                    CommonReason.InvalidConfig,
                    "Port %d cannot be opened: another process has it, or it is not allowed.".formatted(wanted),
                    e);
        }
    }

    private void adopt(ConfigReader next, Prepared prepared) {
        tls = prepared.tls().context();
        onLoop(() -> {
            route.adopt(next, prepared);
            return true;
        });
    }

    private void resolved(Map<String, List<InetSocketAddress>> found) {
        onLoop(() -> {
            long now = System.nanoTime();
            found.forEach((target, addresses) -> route.targets().resolved(target, addresses, now));
            return true;
        });
    }

    private void keep() {
        onLoop(() -> Optional.ofNullable(route.experiment()).map(running -> running.state(System.nanoTime())))
                .ifPresent(state::write);
    }

    /** Runs on the loop and waits for the result: all state is there. */
    public <T> T onLoop(Callable<T> action) {
        try {
            return loop.submit(action).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the loop was asked", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** The route. For the thread of the loop. */
    public Route route() {
        return route;
    }

    /** {@code GET /status} of the management port. */
    public String statusJson() {
        return onLoop(() -> {
            StringBuilder json = new StringBuilder(2048);
            json.append("{\"configHash\":\"").append(route.hash());
            json.append("\",\"configError\":").append(JsonText.quote(watch.refused()));
            json.append(",\"phase\":\"").append(phase.phase());
            json.append("\",\"route\":").append(JsonText.quote(route.config().route()));
            json.append(",\"generation\":").append(route.config().generation());
            StatusJson.parts(route, json);
            json.append(",\"connections\":").append(listener.connections());
            return json.append('}').toString();
        });
    }

    @Override
    public void writeTo(MetricsText text) {
        onLoop(() -> {
            RouterExposition.write(route, text);
            return true;
        });
        new LoopThread(loop).writeTo(text);
        text.single(
                "slipway_router_client_connections",
                MetricsText.Type.GAUGE,
                "Clients that are connected",
                "",
                listener.connections());
        text.single(
                "slipway_router_audit_records_total",
                MetricsText.Type.COUNTER,
                "Requests in the audit log",
                "",
                (double) audit.written());
        text.single(
                "slipway_router_audit_dropped_total",
                MetricsText.Type.COUNTER,
                "Requests that the audit log lost",
                "",
                (double) audit.dropped());
    }

    @Override
    public void stopAccepting() {
        listener.stopAccepting();
        Channel opened = port;
        if (opened != null) {
            opened.close().awaitUninterruptibly();
        }
    }

    @Override
    public boolean idle() {
        return onLoop(() -> route.metrics().inFlight() == 0);
    }

    @Override
    public void close() {
        watch.close();
        keep();
        Channel opened = port;
        if (opened != null) {
            opened.close().awaitUninterruptibly();
        }
        listener.close();
        audit.close();
        transport.group().shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
