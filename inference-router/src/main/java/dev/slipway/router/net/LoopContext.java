package dev.slipway.router.net;

import io.netty.channel.EventLoop;

/**
 * What everything on the loop shares.
 *
 * @param loop the one thread of the data path
 * @param timers its timers
 */
public record LoopContext(EventLoop loop, Timers timers) {}
