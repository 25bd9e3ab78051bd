package dev.slipway.router.targets;

import dev.slipway.router.config.TargetConfig.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Looks names up, all addresses of each. The Java runtime's own cache is off: whoever asks decides how often. */
final class Resolver {
    static {
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
    }

    private Resolver() {}

    /** All addresses in a fixed order; a name that is not known has none. */
    static List<InetSocketAddress> resolve(List<HostPort> names) {
        List<InetSocketAddress> found = new ArrayList<>();
        for (HostPort name : names) {
            try {
                for (InetAddress address : InetAddress.getAllByName(name.host())) {
                    found.add(new InetSocketAddress(address, name.port()));
                }
            } catch (UnknownHostException e) {
                // Nobody there: the last addresses stay as long as all are lost.
            }
        }
        found.sort(Comparator.comparing(InetSocketAddress::toString));
        return List.copyOf(found);
    }
}
