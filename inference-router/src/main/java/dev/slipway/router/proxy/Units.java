package dev.slipway.router.proxy;

import dev.slipway.router.config.RuleConfig.Sticky;
import dev.slipway.router.json.Pointers;
import dev.slipway.router.policy.split.XxHash64;
import dev.slipway.router.wire.Head;
import dev.slipway.router.wire.HeadWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Whom a request is about: the same hash for the same unit, under the route's own salt. */
final class Units {
    private Units() {}

    /** The hash; 0 where the rule asks for no unit or the request names none. */
    static long of(Route route, Rule rule, Head head, byte @Nullable [] body) {
        Sticky sticky = rule.config().sticky().orElse(null);
        return switch (sticky) {
            case Sticky.Header header -> {
                int at = head.find(HeadWriter.ascii(header.name()));
                yield at < 0
                        ? missing(route)
                        : hash(head.bytes(), head.valueStart(at), head.valueEnd(at) - head.valueStart(at), route);
            }
            case Sticky.BodyPointer pointer -> {
                String value = body == null ? null : Pointers.scalar(body, pointer.pointer());
                byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
                yield bytes == null ? missing(route) : hash(bytes, 0, bytes.length, route);
            }
            case null -> 0;
        };
    }

    private static long missing(Route route) {
        route.metrics().unitMissing();
        return 0;
    }

    private static long hash(byte[] bytes, int from, int length, Route route) {
        long hash = XxHash64.hash(bytes, from, length, route.salt());
        return hash == 0 ? 1 : hash;
    }
}
