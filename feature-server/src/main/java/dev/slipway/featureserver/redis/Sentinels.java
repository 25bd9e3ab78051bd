package dev.slipway.featureserver.redis;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.config.RedisConfig;
import dev.slipway.featureserver.config.RedisConfig.Address;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Asks sentinels, one after the other, where the primary is. */
final class Sentinels implements Supplier<Future<Address>> {
    private final Vertx vertx;
    private final NetClient client;
    private final RedisConfig config;

    Sentinels(Vertx vertx, NetClient client, RedisConfig config) {
        this.vertx = vertx;
        this.client = client;
        this.config = config;
    }

    @Override
    public Future<Address> get() {
        return ask(0, "");
    }

    private Future<Address> ask(int number, String why) {
        List<Address> sentinels = config.addresses();
        if (number == sentinels.size()) {
            return Future.failedFuture("no sentinel knows the primary " + config.sentinelMaster()
                    + (why.isEmpty() ? "" : " (" + why + ")"));
        }
        return query(sentinels.get(number)).recover(e -> ask(number + 1, String.valueOf(e.getMessage())));
    }

    private Future<Address> query(Address sentinel) {
        Promise<Address> answer = Promise.promise();
        RespConnection connection =
                new RespConnection(vertx, client, config, () -> Future.succeededFuture(sentinel), false);
        ByteSink command = new ByteSink(128);
        Resp.command(command, "SENTINEL", "get-master-addr-by-name", config.sentinelMaster());
        connection.send(command, 1, new Replies() {
            @Override
            public void reply(int index, byte[] buffer, int from, int to) {
                List<String> parts = strings(buffer, from, to);
                if (parts.size() == 2) {
                    answer.tryComplete(new Address(parts.getFirst(), Integer.parseInt(parts.getLast())));
                } else {
                    answer.tryFail(sentinel.text() + " does not know it");
                }
            }

            @Override
            public void lost(int index, RedisFailure failure) {
                answer.tryFail(failure.message());
            }
        });
        return answer.future().onComplete(done -> vertx.runOnContext(turn -> connection.close()));
    }

    /** The bulk strings of an array, nested ones left out. */
    static List<String> strings(byte[] buffer, int from, int to) {
        List<String> strings = new ArrayList<>();
        if (buffer[from] != '*') {
            return strings;
        }
        int at = Resp.lineEnd(buffer, from, to);
        while (at < to) {
            int end = Resp.end(buffer, at, to);
            strings.add(Resp.text(buffer, at, end));
            at = end;
        }
        return strings;
    }
}
