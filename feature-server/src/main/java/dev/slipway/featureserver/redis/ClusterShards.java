package dev.slipway.featureserver.redis;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.config.RedisConfig;
import dev.slipway.featureserver.config.RedisConfig.Address;
import dev.slipway.featureserver.redis.RedisFailure.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A cluster: 16384 slots over several primaries, learned from any node and learned again when a node says MOVED. */
final class ClusterShards implements RedisShards {
    private static final long PAUSE_MILLIS = 500;
    private static final RedisFailure NO_NODE =
            new RedisFailure(Kind.UNREACHABLE, "No node of the Redis cluster serves the key's slot.");

    private final Vertx vertx;
    private final NetClient client;
    private final RedisConfig config;
    private final List<RespConnection> nodes = new ArrayList<>();
    private final List<Address> addresses = new ArrayList<>();
    private final Map<Address, Integer> numbers = new HashMap<>();
    private final short[] owners = new short[ClusterSlots.COUNT];
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean known;
    private boolean asking;
    private int asked;
    private boolean closed;

    ClusterShards(Vertx vertx, NetClient client, RedisConfig config) {
        this.vertx = vertx;
        this.client = client;
        this.config = config;
        Arrays.fill(owners, (short) -1);
        config.addresses().forEach(this::node);
        learn();
    }

    @Override
    public int count() {
        return nodes.size() + 1;
    }

    @Override
    public List<Integer> owners() {
        boolean[] owns = new boolean[nodes.size()];
        for (short owner : owners) {
            if (owner >= 0) {
                owns[owner] = true;
            }
        }
        return IntStream.range(0, owns.length)
                .filter(node -> owns[node])
                .boxed()
                .toList();
    }

    @Override
    public int shardOf(byte[] key, int offset, int length) {
        int owner = owners[ClusterSlots.of(key, offset, length)];
        return owner < 0 ? nodes.size() : owner;
    }

    @Override
    public void send(int shard, ByteSink commands, int count, Replies replies) {
        if (shard < nodes.size()) {
            nodes.get(shard).send(commands, count, replies);
            return;
        }
        RedisFailure why = known ? NO_NODE : cause();
        for (int i = 0; i < count; i++) {
            replies.lost(i, why);
        }
        learn();
    }

    @Override
    public boolean moved(String error, Runnable then) {
        if (!error.startsWith("MOVED ") && !error.startsWith("ASK ") && !error.startsWith("CLUSTERDOWN")) {
            return false;
        }
        String[] words = error.split(" ", -1);
        if (words.length == 3) {
            int colon = words[2].lastIndexOf(':');
            Address address =
                    new Address(words[2].substring(0, colon), Integer.parseInt(words[2].substring(colon + 1)));
            if (words[0].equals("MOVED")) {
                owners[Integer.parseInt(words[1])] = (short) node(address);
            }
        }
        waiting.add(then);
        learn();
        return true;
    }

    @Override
    public boolean ready() {
        return known && nodes.stream().anyMatch(RespConnection::ready);
    }

    @Override
    public RedisFailure cause() {
        return nodes.stream()
                .filter(node -> !node.ready())
                .map(RespConnection::cause)
                .findFirst()
                .orElse(NO_NODE);
    }

    @Override
    public void close() {
        closed = true;
        nodes.forEach(RespConnection::close);
    }

    private int node(Address address) {
        return numbers.computeIfAbsent(address, unknown -> {
            nodes.add(new RespConnection(vertx, client, config, () -> Future.succeededFuture(address), true));
            addresses.add(address);
            return nodes.size() - 1;
        });
    }

    private void learn() {
        if (asking || closed) {
            return;
        }
        asking = true;
        int node = asked++ % nodes.size();
        ByteSink command = new ByteSink(64);
        Resp.command(command, "CLUSTER", "SLOTS");
        nodes.get(node).send(command, 1, new Replies() {
            @Override
            public void reply(int index, byte[] buffer, int from, int to) {
                boolean error = Resp.isError(buffer, from);
                if (!error) {
                    adopt(ClusterSlots.read(
                            buffer, from, to, addresses.get(node).host()));
                }
                learned(!error);
            }

            @Override
            public void lost(int index, RedisFailure failure) {
                learned(false);
            }
        });
    }

    private void adopt(List<ClusterSlots.Range> ranges) {
        for (ClusterSlots.Range range : ranges) {
            Arrays.fill(owners, range.first(), range.last() + 1, (short) node(range.primary()));
        }
        known = !ranges.isEmpty();
    }

    private void learned(boolean success) {
        List<Runnable> ready = new ArrayList<>(waiting);
        waiting.clear();
        vertx.setTimer(success ? 1 : 20, fired -> {
            asking = false;
            if (!success && !known) {
                learn();
            }
        });
        if (success) {
            // Whoever was sent away asks again a little later: a failover takes a moment to be agreed on.
            vertx.setTimer(20, fired -> ready.forEach(Runnable::run));
        } else {
            vertx.setTimer(PAUSE_MILLIS, fired -> ready.forEach(Runnable::run));
        }
    }
}
