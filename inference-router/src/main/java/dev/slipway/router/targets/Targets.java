package dev.slipway.router.targets;

import dev.slipway.router.config.ResilienceConfig;
import dev.slipway.router.config.RouterConfig;
import dev.slipway.router.config.TargetConfig;
import dev.slipway.router.net.Connections;
import dev.slipway.router.net.LoopContext;
import dev.slipway.router.net.ServerAddress;
import dev.slipway.router.net.Transport;
import dev.slipway.router.policy.balance.Breaker;
import dev.slipway.router.policy.balance.EndpointLoad;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** All targets of the route. What is known about one outlives changes of the document that do not concern it. */
public final class Targets {
    private final Transport transport;
    private final LoopContext context;
    private final RandomGenerator random;
    private Map<String, Target> byName = Map.of();
    private Map<String, Prepared.Part> parts = Map.of();
    private ResilienceConfig resilience;

    /** No targets yet. */
    public Targets(Transport transport, LoopContext context, RandomGenerator random, ResilienceConfig resilience) {
        this.transport = transport;
        this.context = context;
        this.random = random;
        this.resilience = resilience;
    }

    /** Takes over a document and what was prepared for it off the loop. */
    public void adopt(RouterConfig config, Prepared prepared, long now) {
        boolean same = config.resilience().equals(resilience);
        resilience = config.resilience();
        Map<String, Target> next = new LinkedHashMap<>();
        for (TargetConfig wanted : config.allTargets()) {
            Target known = byName.get(wanted.name());
            Prepared.Part part = Objects.requireNonNull(prepared.parts().get(wanted.name()));
            boolean keep =
                    same && known != null && known.config().equals(wanted) && part.equals(prepared.last(wanted.name()));
            Target target = keep && known != null ? known : new Target(wanted, resilience, part.fields(), random, now);
            next.put(wanted.name(), target);
        }
        for (Target before : byName.values()) {
            if (!next.containsValue(before)) {
                before.retire();
            }
        }
        byName = next;
        parts = prepared.parts();
        chains(config);
        prepared.parts().forEach((name, part) -> resolved(name, part.addresses(), now));
    }

    private void chains(RouterConfig config) {
        for (Target target : byName.values()) {
            boolean onward = true;
            for (var rule : config.rules()) {
                List<String> chain = rule.fallback();
                boolean first =
                        rule.split().stream().anyMatch(arm -> arm.target().equals(target.name()));
                boolean last = !chain.isEmpty() && chain.getLast().equals(target.name());
                onward &= !(last || (first && chain.isEmpty()));
            }
            target.onward(onward);
        }
    }

    /** The addresses of a target were looked up; none found means that nothing is known, and the last ones stay. */
    public void resolved(String name, List<InetSocketAddress> addresses, long now) {
        Target target = byName.get(name);
        if (target == null || addresses.isEmpty()) {
            return;
        }
        Map<String, Endpoint> known = new LinkedHashMap<>();
        target.endpoints().forEach(endpoint -> known.put(endpoint.address(), endpoint));
        List<Endpoint> next = new ArrayList<>();
        boolean first = known.isEmpty();
        for (InetSocketAddress address : addresses) {
            String text = text(address);
            Endpoint before = known.get(text);
            next.add(before != null ? before : endpoint(target, address, text, first, now));
        }
        if (!next.equals(target.endpoints())) {
            target.endpoints(next);
        }
    }

    private Endpoint endpoint(Target target, InetSocketAddress address, String text, boolean first, long now) {
        int grpc = Locations.grpcPort(target.config().location());
        InetSocketAddress http2 = grpc == 0 ? address : new InetSocketAddress(address.getAddress(), grpc);
        String name = target.config()
                .tls()
                .flatMap(TargetConfig.TargetTls::serverName)
                .orElse(Locations.lookups(target.config().location()).getFirst().host());
        Connections connections = new Connections(
                transport,
                context,
                new ServerAddress(
                        address,
                        http2,
                        Optional.ofNullable(parts.get(target.name())).flatMap(Prepared.Part::tls),
                        Optional.ofNullable(parts.get(target.name())).flatMap(Prepared.Part::tlsHttp2),
                        name));
        return new Endpoint(
                text,
                connections,
                first ? EndpointLoad.warm(now) : new EndpointLoad(now),
                new Breaker(resilience.breaker(), random, now));
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** Looks whether endpoints are back that refused connections. */
    public void knock() {
        byName.values().forEach(target -> target.endpoints().forEach(Endpoint::knock));
    }

    /** Ends connections that nobody uses. */
    public void prune() {
        byName.values()
                .forEach(target -> target.endpoints()
                        .forEach(endpoint -> endpoint.connections().prune()));
    }

    /** The target of this name, which the document has. */
    public Target get(String name) {
        return Objects.requireNonNull(byName.get(name), name);
    }

    /** All of them, as the document orders them. */
    public Collection<Target> all() {
        return byName.values();
    }
}
