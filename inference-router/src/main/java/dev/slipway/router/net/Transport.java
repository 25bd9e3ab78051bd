package dev.slipway.router.net;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * The one event loop of the data path: on epoll where it is there, else on Java's selector.
 *
 * @param group of one thread
 */
public record Transport(EventLoopGroup group, Class<? extends ServerChannel> server, Class<? extends Channel> client) {
    /** Starts the loop. */
    public static Transport start() {
        // Samples of buffers with their stacks cost more than what they find: tests look for leaks.
        ResourceLeakDetector.setLevel(Level.DISABLED);
        DefaultThreadFactory threads = new DefaultThreadFactory("router", true);
        return Epoll.isAvailable()
                ? new Transport(
                        new EpollEventLoopGroup(1, threads), EpollServerSocketChannel.class, EpollSocketChannel.class)
                : new Transport(
                        new NioEventLoopGroup(1, threads), NioServerSocketChannel.class, NioSocketChannel.class);
    }
}
