package dev.slipway.router.lifecycle;

import dev.slipway.router.config.ConfigReader;
import dev.slipway.router.net.ConnectionLimits;
import dev.slipway.router.net.Listener;
import dev.slipway.router.net.LoopContext;
import dev.slipway.router.net.Timers;
import dev.slipway.router.net.Transport;
import dev.slipway.router.proxy.Route;
import dev.slipway.router.proxy.RouterApplication;
import dev.slipway.router.targets.Prepared;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.lifecycle.DrainableListener;
import dev.slipway.workload.lifecycle.ServingPhase;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A router that runs: its loop, its route, its port, and the thread that looks at files and names. */
public final class RouterProcess implements DrainableListener, AutoCloseable {
    private static final long PRUNE_SECONDS = 5;

    private final Transport transport = Transport.start();
    private final EventLoop loop = transport.group().next();
    private final LoopContext context = new LoopContext(loop, new Timers(loop));
    private final Route route;
    private final Listener listener;
    private final ConfigWatch watch;
    private @Nullable Channel port;

    /** Reads the document, which must be good. */
    public RouterProcess(Path file, ServingPhase phase) throws FailureException {
        ConfigReader first = ConfigReader.read(file);
        Prepared prepared = Prepared.of(first.config(), Map.of());
        this.route = new Route(transport, context, new SplittableRandom(), first, null);
        this.listener = new Listener(
                transport,
                context,
                new RouterApplication(route, phase::draining),
                ConnectionLimits.DEFAULT,
                Optional::empty);
        this.watch = new ConfigWatch(file, first, prepared, this::adopt, this::resolved);
        onLoop(() -> {
            route.adopt(first, prepared);
            return true;
        });
        loop.scheduleAtFixedRate(route.targets()::prune, PRUNE_SECONDS, PRUNE_SECONDS, TimeUnit.SECONDS);
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
        onLoop(() -> {
            route.adopt(next, prepared);
            return true;
        });
    }

    private void resolved(Map<String, java.util.List<InetSocketAddress>> found) {
        onLoop(() -> {
            long now = System.nanoTime();
            found.forEach((target, addresses) -> route.targets().resolved(target, addresses, now));
            return true;
        });
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

    /** Why the file as it stands is not in force; empty where it is. */
    public String refused() {
        return watch.refused();
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
        Channel opened = port;
        if (opened != null) {
            opened.close().awaitUninterruptibly();
        }
        listener.close();
        transport.group().shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
