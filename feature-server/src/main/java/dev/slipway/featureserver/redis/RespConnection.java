package dev.slipway.featureserver.redis;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.config.RedisConfig;
import dev.slipway.featureserver.config.RedisConfig.Address;
import dev.slipway.featureserver.redis.RedisFailure.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one server, on one event loop: commands of any number of requests one after the other, written
 * together once per turn of the loop, answered in order. A server that is away is tried again with growing pauses, and
 * meanwhile every command fails at once; one that does not answer within the timeout loses its connection.
 */
public final class RespConnection {
    private static final long TICK_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 1000;

    private final Vertx vertx;
    private final Context context;
    private final NetClient client;
    private final RedisConfig config;
    private final Supplier<Future<Address>> locate;
    private final boolean dataNode;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private final ByteSink outgoing = new ByteSink(1 << 14);
    private final long tick;
    private byte[] incoming = new byte[1 << 16];
    private int head;
    private int fill;
    private State state = State.DOWN;
    private @Nullable NetSocket socket;
    private String where = "";
    private RedisFailure cause = new RedisFailure(Kind.UNREACHABLE, "Redis has not been connected yet.");
    private long pauseMillis = 20;
    private boolean flushing;
    private boolean closed;
    private int attempt;
    private long progress;

    private enum State {
        DOWN,
        CONNECTING,
        READY
    }

    /** A batch on its way. */
    private static final class Pending {
        private final Replies replies;
        private final int count;
        private final long deadline;
        private int next;

        Pending(Replies replies, int count, long deadline) {
            this.replies = replies;
            this.count = count;
            this.deadline = deadline;
        }
    }

    /**
     * A connection; it begins to connect at once. To be used on the event loop that makes it.
     *
     * @param locate where the server is now
     * @param dataNode whether it holds data and not just knows who does
     */
    public RespConnection(
            Vertx vertx, NetClient client, RedisConfig config, Supplier<Future<Address>> locate, boolean dataNode) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.client = client;
        this.config = config;
        this.locate = locate;
        this.dataNode = dataNode;
        this.tick = vertx.setPeriodic(TICK_MILLIS, fired -> expire());
        connect();
    }

    /** Sends commands that are encoded already. */
    public void send(ByteSink commands, int count, Replies replies) {
        if (state == State.DOWN || closed) {
            for (int i = 0; i < count; i++) {
                replies.lost(i, cause);
            }
            return;
        }
        pending.addLast(new Pending(replies, count, deadline()));
        outgoing.put(commands.array(), 0, commands.length());
        if (state == State.READY && !flushing) {
            flushing = true;
            context.runOnContext(turn -> flush());
        }
    }

    /** Whether commands are taken. */
    public boolean ready() {
        return state == State.READY;
    }

    /** Why commands fail, where they do. */
    public RedisFailure cause() {
        return cause;
    }

    /** Ends it; what is pending fails. */
    public void close() {
        closed = true;
        vertx.cancelTimer(tick);
        drop(new RedisFailure(Kind.UNREACHABLE, "The connection to Redis was closed."));
    }

    /** Ends the present connection so that the next one asks anew where the server is. */
    public void reconnect(RedisFailure why) {
        drop(why);
        retry();
    }

    private long deadline() {
        return System.nanoTime() + config.timeout().toNanos();
    }

    private void connect() {
        state = State.CONNECTING;
        int current = ++attempt;
        locate.get()
                .compose(address -> {
                    where = address.text();
                    return client.connect(address.port(), address.host());
                })
                .onComplete(connecting -> {
                    boolean wanted = current == attempt && state == State.CONNECTING && !closed;
                    if (connecting.succeeded() && wanted) {
                        connected(connecting.result());
                    } else if (connecting.succeeded()) {
                        connecting.result().close();
                    } else if (wanted) {
                        String why = reasonOf(connecting.cause());
                        failed(new RedisFailure(
                                Kind.UNREACHABLE, "Redis%s cannot be reached: %s".formatted(at(), why)));
                    }
                });
    }

    private String at() {
        return where.isEmpty() ? "" : " at " + where;
    }

    private static String reasonOf(Throwable e) {
        String message = e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }

    private void connected(NetSocket connection) {
        socket = connection;
        head = 0;
        fill = 0;
        connection.handler(buffer -> received(connection, buffer));
        connection.closeHandler(gone -> lostConnection(connection));
        connection.exceptionHandler(e -> lostConnection(connection));
        ByteSink hello = new ByteSink(256);
        try {
            int count = Handshake.encode(hello, config, dataNode);
            pending.addFirst(new Pending(
                    new Hello(count),
                    count,
                    System.nanoTime() + config.connectTimeout().toNanos()));
            connection.write(Buffer.buffer(hello.toByteArray()));
        } catch (IOException e) {
            failed(new RedisFailure(Kind.DENIED, "The credentials of Redis cannot be read: " + reasonOf(e)));
        }
    }

    private void flush() {
        flushing = false;
        NetSocket connection = socket;
        if (state != State.READY || connection == null || outgoing.length() == 0) {
            return;
        }
        // On the heap: Vert.x does not release a pooled buffer that it is given.
        Buffer bytes = Buffer.buffer(outgoing.toByteArray());
        outgoing.truncate(0);
        connection.write(bytes);
    }

    private void received(NetSocket from, Buffer buffer) {
        if (from != socket) {
            return;
        }
        progress = System.nanoTime();
        int length = buffer.length();
        makeRoom(length);
        buffer.getBytes(incoming, fill);
        fill += length;
        try {
            deliver(from);
        } catch (IllegalStateException e) {
            reconnect(new RedisFailure(Kind.PROTOCOL, "Redis%s does not speak its protocol.".formatted(at())));
        }
    }

    private void deliver(NetSocket from) {
        while (head < fill && from == socket) {
            int end = Resp.end(incoming, head, fill);
            if (end == Resp.INCOMPLETE) {
                return;
            }
            Pending first = pending.peekFirst();
            if (first == null) {
                throw new IllegalStateException("a reply to no command");
            }
            int start = head;
            head = end;
            int index = first.next++;
            if (first.next == first.count) {
                pending.removeFirst();
            }
            first.replies.reply(index, incoming, start, end);
        }
        if (head == fill) {
            head = 0;
            fill = 0;
        }
    }

    private void makeRoom(int more) {
        if (incoming.length - fill >= more) {
            return;
        }
        int held = fill - head;
        byte[] target = held + more > incoming.length ? new byte[Math.max(held + more, incoming.length * 2)] : incoming;
        System.arraycopy(incoming, head, target, 0, held);
        incoming = target;
        head = 0;
        fill = held;
    }

    private void expire() {
        Pending first = pending.peekFirst();
        long now = System.nanoTime();
        // A long batch is not slow as long as its answers keep coming.
        boolean silent = now - progress > config.timeout().toNanos();
        if (first != null && silent && now - first.deadline > 0) {
            long millis = TimeUnit.NANOSECONDS.toMillis(config.timeout().toNanos());
            reconnect(new RedisFailure(Kind.TIMEOUT, "Redis%s did not answer within %d ms.".formatted(at(), millis)));
        }
    }

    private void lostConnection(NetSocket connection) {
        if (connection == socket) {
            reconnect(new RedisFailure(Kind.UNREACHABLE, "Redis%s closed the connection.".formatted(at())));
        }
    }

    private void failed(RedisFailure why) {
        drop(why);
        retry();
    }

    private void drop(RedisFailure why) {
        cause = why;
        state = State.DOWN;
        NetSocket connection = socket;
        socket = null;
        outgoing.truncate(0);
        if (connection != null) {
            connection.close();
        }
        Deque<Pending> lost = new ArrayDeque<>(pending);
        pending.clear();
        for (Pending batch : lost) {
            for (int i = batch.next; i < batch.count; i++) {
                batch.replies.lost(i, why);
            }
        }
    }

    private void retry() {
        if (closed) {
            return;
        }
        vertx.setTimer(pauseMillis, fired -> {
            if (!closed && state == State.DOWN) {
                connect();
            }
        });
        pauseMillis = Math.min(pauseMillis * 2, LONGEST_PAUSE_MILLIS);
    }

    /** The answers to the handshake; the last one is PONG. */
    private final class Hello implements Replies {
        private final int count;

        Hello(int count) {
            this.count = count;
        }

        @Override
        public void reply(int index, byte[] buffer, int from, int to) {
            // A server that cannot save refuses PING as if it wrote, and goes on answering what reads.
            if (Resp.isError(buffer, from) && !Resp.text(buffer, from, to).startsWith("MISCONF")) {
                String error = Resp.text(buffer, from, to);
                boolean loading = error.startsWith("LOADING") || error.startsWith("MASTERDOWN");
                Kind kind = loading ? Kind.UNREACHABLE : Kind.DENIED;
                context.runOnContext(turn ->
                        failed(new RedisFailure(kind, "Redis%s refuses the connection: %s".formatted(at(), error))));
            } else if (index == count - 1) {
                state = State.READY;
                pauseMillis = 20;
                flushing = true;
                context.runOnContext(turn -> flush());
            }
        }

        @Override
        public void lost(int index, RedisFailure failure) {}
    }
}
