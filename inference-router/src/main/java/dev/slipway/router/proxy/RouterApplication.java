package dev.slipway.router.proxy;

import dev.slipway.router.net.ClientStream;
import java.util.function.BooleanSupplier;

/** Gives each request an exchange. */
public final class RouterApplication implements ClientStream.Application {
    private final Route route;
    private final BooleanSupplier draining;

    /** For requests to this route. */
    public RouterApplication(Route route, BooleanSupplier draining) {
        this.route = route;
        this.draining = draining;
    }

    @Override
    public ClientStream.Receiver request(ClientStream stream) {
        Exchange exchange = new Exchange(route, stream);
        exchange.start();
        return exchange;
    }

    @Override
    public void malformed(int status, String reason, String peer) {
        route.metrics().malformed();
    }

    @Override
    public boolean draining() {
        return draining.getAsBoolean();
    }
}
