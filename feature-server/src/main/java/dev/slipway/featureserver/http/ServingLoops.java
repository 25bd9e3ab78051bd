package dev.slipway.featureserver.http;

import io.netty.channel.EventLoop;
import io.netty.channel.MultithreadEventLoopGroup;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Event loops that serve HTTP already, as a group whose connections they share; ending it is not this group's. */
final class ServingLoops extends MultithreadEventLoopGroup {
    ServingLoops(List<EventLoop> loops) {
        super(loops.size(), (Executor) Runnable::run, loops, new AtomicInteger());
    }

    @Override
    @SuppressWarnings("unchecked") // The arguments are those of the constructor.
    protected EventLoop newChild(Executor executor, Object... args) {
        return ((List<EventLoop>) args[0]).get(((AtomicInteger) args[1]).getAndIncrement());
    }
}
