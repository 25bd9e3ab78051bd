package dev.slipway.featureserver.materialize;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.config.RedisConfig;
import dev.slipway.featureserver.failure.Reason;
import dev.slipway.featureserver.ingest.RowBatch;
import dev.slipway.featureserver.ingest.RowScript;
import dev.slipway.featureserver.redis.RedisConnector;
import dev.slipway.featureserver.redis.RedisFailure;
import dev.slipway.featureserver.redis.RedisShards;
import dev.slipway.featureserver.redis.Replies;
import dev.slipway.featureserver.redis.Resp;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.failure.FailureReason;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Redis for a job's thread, which may wait. What could not be delivered is sent again for a while: writing twice is harmless. */
public final class OnlineStore implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 100;

    private final Context context;
    private final RedisShards shards;

    private OnlineStore(Context context, RedisShards shards) {
        this.context = context;
        this.shards = shards;
    }

    /** Connects, waiting as long as a restart takes. */
    public static OnlineStore connect(Vertx vertx, RedisConfig config) throws FailureException, InterruptedException {
        Context context = vertx.getOrCreateContext();
        CompletableFuture<RedisShards> made = new CompletableFuture<>();
        context.runOnContext(turn -> made.complete(RedisConnector.connect(vertx, config)));
        OnlineStore store = new OnlineStore(context, join(made));
        store.awaitReady();
        return store;
    }

    private void awaitReady() throws FailureException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            CompletableFuture<Optional<RedisFailure>> state = new CompletableFuture<>();
            context.runOnContext(
                    turn -> state.complete(shards.ready() ? Optional.empty() : Optional.of(shards.cause())));
            Optional<RedisFailure> found = join(state);
            if (found.isEmpty()) {
                return;
            }
            RedisFailure failure = found.get();
            if (failure.kind() == RedisFailure.Kind.DENIED || System.nanoTime() > deadline) {
                throw failure(failure);
            }
            Thread.sleep(5);
        }
    }

    /** Rows on their way. */
    CompletableFuture<RowBatch.Outcome> write(RowScript script, RowBuffer buffer) {
        CompletableFuture<RowBatch.Outcome> outcome = new CompletableFuture<>();
        context.runOnContext(turn -> new RowBatch(
                        shards,
                        script,
                        buffer.arguments(),
                        buffer.argumentEnds(),
                        buffer.keyBytes(),
                        buffer.keyEnds(),
                        buffer.rows(),
                        outcome::complete)
                .send());
        return outcome;
    }

    /** Waits until a batch has been written, sending it again where Redis was away. */
    RowBatch.Outcome settle(CompletableFuture<RowBatch.Outcome> first, RowScript script, RowBuffer buffer)
            throws FailureException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        RowBatch.Outcome outcome = join(first);
        while (outcome.failure() != null) {
            if (!outcome.failure().passing() || System.nanoTime() > deadline) {
                throw failure(outcome.failure());
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            outcome = join(write(script, buffer));
        }
        return outcome;
    }

    /** One command about one key, which is its {@code keyWord}th word; the reply's text, empty for nil. */
    public String call(int keyWord, String... words) throws FailureException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            CompletableFuture<Object> reply = new CompletableFuture<>();
            context.runOnContext(turn -> send(keyWord, words, reply));
            Object answer = join(reply);
            if (answer instanceof String text) {
                return text;
            }
            RedisFailure why = (RedisFailure) answer;
            if (!why.passing() || System.nanoTime() > deadline) {
                throw failure(why);
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    /** The connections to servers that hold keys of their own. */
    public List<Integer> owners() throws InterruptedException {
        CompletableFuture<List<Integer>> found = new CompletableFuture<>();
        context.runOnContext(turn -> found.complete(shards.owners()));
        return join(found);
    }

    /** The histories of all servers that hold keys of their own. */
    List<History> histories() throws FailureException, InterruptedException {
        List<History> histories = new ArrayList<>();
        for (int server : owners()) {
            byte[] reply = ask(
                    server,
                    "INFO".getBytes(StandardCharsets.US_ASCII),
                    "replication".getBytes(StandardCharsets.US_ASCII));
            histories.add(History.parse(Resp.text(reply, 0, reply.length)));
        }
        return histories;
    }

    /** One command to one server; the reply's bytes. */
    public byte[] ask(int server, byte[]... words) throws FailureException, InterruptedException {
        return await(reply -> {
            ByteSink command = new ByteSink(256);
            Resp.begin(command, words.length);
            for (byte[] word : words) {
                Resp.argument(command, word);
            }
            shards.send(server, command, 1, new One(reply, () -> {}));
        });
    }

    /** Commands about a key each, which all go at once; the replies' bytes in the same order. */
    public List<byte[]> each(List<byte[]> keys, UnaryOperator<byte[]> command)
            throws FailureException, InterruptedException {
        List<CompletableFuture<Object>> replies = new ArrayList<>();
        for (byte[] key : keys) {
            CompletableFuture<Object> reply = new CompletableFuture<>();
            replies.add(reply);
            context.runOnContext(turn -> send(key, command.apply(key), reply));
        }
        List<byte[]> answers = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            byte[] key = keys.get(i);
            Object first = join(replies.get(i));
            answers.add(first instanceof byte[] bytes ? bytes : await(reply -> send(key, command.apply(key), reply)));
        }
        return answers;
    }

    private void send(byte[] key, byte[] encoded, CompletableFuture<Object> into) {
        ByteSink command = new ByteSink(encoded.length);
        command.put(encoded);
        One one = new One(into, () -> send(key, encoded, into));
        shards.send(shards.shardOf(key, 0, key.length), command, 1, one);
    }

    /** Sends until there is a reply, for a while. */
    private byte[] await(Consumer<CompletableFuture<Object>> send) throws FailureException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            CompletableFuture<Object> reply = new CompletableFuture<>();
            context.runOnContext(turn -> send.accept(reply));
            Object answer = join(reply);
            if (answer instanceof byte[] bytes) {
                return bytes;
            }
            RedisFailure why = (RedisFailure) answer;
            if (!why.passing() || System.nanoTime() > deadline) {
                throw failure(why);
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    /** The one reply to a command: its bytes, or why there is none. */
    private final class One implements Replies {
        private final CompletableFuture<Object> into;
        private final Runnable again;

        One(CompletableFuture<Object> into, Runnable again) {
            this.into = into;
            this.again = again;
        }

        @Override
        public void reply(int index, byte[] buffer, int from, int to) {
            String error = Resp.isError(buffer, from) ? RedisFailure.plain(Resp.text(buffer, from, to)) : "";
            if (error.isEmpty() || error.startsWith("WRONGTYPE")) {
                into.complete(Arrays.copyOfRange(buffer, from, to));
            } else if (!shards.moved(error, again)) {
                into.complete(RedisFailure.refused(error));
            }
        }

        @Override
        public void lost(int index, RedisFailure failure) {
            into.complete(failure);
        }
    }

    private void send(int keyWord, String[] words, CompletableFuture<Object> into) {
        ByteSink command = new ByteSink(256);
        Resp.command(command, words);
        byte[] key = words[keyWord].getBytes(StandardCharsets.UTF_8);
        shards.send(shards.shardOf(key, 0, key.length), command, 1, new Replies() {
            @Override
            public void reply(int index, byte[] buffer, int from, int to) {
                String text = Resp.text(buffer, from, to);
                if (!Resp.isError(buffer, from)) {
                    into.complete(text);
                } else if (!shards.moved(RedisFailure.plain(text), () -> send(keyWord, words, into))) {
                    into.complete(RedisFailure.refused(text));
                }
            }

            @Override
            public void lost(int index, RedisFailure failure) {
                into.complete(failure);
            }
        });
    }

    private static FailureException failure(RedisFailure failure) {
        FailureReason reason =
                switch (failure.kind()) {
                    case UNREACHABLE, TIMEOUT, PROTOCOL -> Reason.OnlineStoreUnreachable;
                    case DENIED -> CommonReason.AccessDenied;
                    case REFUSED -> Reason.OnlineStoreRefused;
                };
        return new FailureException(reason, failure.message());
    }

    private static <T> T join(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        context.runOnContext(turn -> shards.close());
    }
}
