package dev.slipway.router.targets;

import dev.slipway.router.config.TargetConfig.HostPort;
import dev.slipway.router.config.TargetConfig.Location;
import java.net.URI;
import java.util.List;

/** What a location says about requests to it. */
final class Locations {
    private Locations() {}

    /** The Host of requests. */
    static String host(Location location) {
        return switch (location) {
            case Location.Dns dns -> dns.name();
            case Location.Addresses addresses ->
                addresses.http().isEmpty()
                        ? "none"
                        : addresses.http().getFirst().host();
            case Location.Url url ->
                url.url().getPort() < 0
                        ? url.url().getHost()
                        : url.url().getHost() + ":" + url.url().getPort();
        };
    }

    /** The path that all requests get; empty for their own. */
    static String path(Location location) {
        if (location instanceof Location.Url url) {
            String path = url.url().getRawPath();
            String query = url.url().getRawQuery();
            boolean root = path == null || path.isEmpty() || "/".equals(path);
            if (!root || query != null) {
                return (root ? "/" : path) + (query == null ? "" : "?" + query);
            }
        }
        return "";
    }

    /** Whether it is spoken to under TLS. */
    static boolean secure(Location location) {
        return location instanceof Location.Url url && "https".equals(url.url().getScheme());
    }

    /** Names and ports to look up. */
    static List<HostPort> lookups(Location location) {
        return switch (location) {
            case Location.Dns dns -> List.of(new HostPort(dns.name(), dns.port()));
            case Location.Addresses addresses -> addresses.http();
            case Location.Url url -> List.of(new HostPort(url.url().getHost(), port(url.url())));
        };
    }

    /** Where gRPC goes, 0 for the same port. */
    static int grpcPort(Location location) {
        return switch (location) {
            case Location.Dns dns -> dns.grpcPort();
            case Location.Addresses addresses -> addresses.grpcPort();
            case Location.Url ignored -> 0;
        };
    }

    private static int port(URI uri) {
        if (uri.getPort() > 0) {
            return uri.getPort();
        }
        return "https".equals(uri.getScheme()) ? 443 : 80;
    }
}
