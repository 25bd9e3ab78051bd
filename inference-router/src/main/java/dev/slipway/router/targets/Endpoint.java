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
    private Door door = Door.UNKNOWN;
    private boolean knocking;

    /** Whether the server takes connections, as far as is known since it went out. */
    private enum Door {
        UNKNOWN,
        SHUT,
        OPEN
    }

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

    /** Whose penalty is over gets the next request, however slow its failures were: nothing else shows that it is back. */
    @Override
    public double score(long now) {
        return breaker.state() == Breaker.State.OPEN ? 0 : load.score(now);
    }

    /** It took no connection. */
    void shut() {
        door = Door.SHUT;
    }

    /** It is out from now on, for something that says nothing of its door. */
    void ejected() {
        door = Door.UNKNOWN;
    }

    /** While it is out: one that took no connections and does so again is a new process, which has a new chance. */
    void knock() {
        if (knocking || door == Door.OPEN || breaker.state() != Breaker.State.OPEN) {
            return;
        }
        knocking = true;
        connections.knock(opens -> {
            knocking = false;
            if (opens && door == Door.SHUT) {
                breaker.relieve(System.nanoTime());
            }
            door = opens ? Door.OPEN : Door.SHUT;
        });
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
