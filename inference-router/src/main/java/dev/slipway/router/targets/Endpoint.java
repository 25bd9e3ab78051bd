package dev.slipway.router.targets;

import dev.slipway.router.net.Connections;
import dev.slipway.router.policy.balance.Breaker;
import dev.slipway.router.policy.balance.EndpointLoad;
import dev.slipway.router.policy.balance.PowerOfTwo;

/** One server of a target. */
public final class Endpoint implements PowerOfTwo.Choice {
    private final String address;
    private final Connections connections;
    private final EndpointLoad load;
    private final Breaker breaker;

    Endpoint(String address, Connections connections, EndpointLoad load, Breaker breaker) {
        this.address = address;
        this.connections = connections;
        this.load = load;
        this.breaker = breaker;
    }

    @Override
    public boolean available(long now) {
        return breaker.admits(now);
    }

    @Override
    public double score(long now) {
        return load.score(now);
    }

    /** Host and port. */
    public String address() {
        return address;
    }

    /** Its connections. */
    public Connections connections() {
        return connections;
    }

    /** How busy it is. */
    public EndpointLoad load() {
        return load;
    }

    /** Whether it is in or out. */
    public Breaker breaker() {
        return breaker;
    }
}
