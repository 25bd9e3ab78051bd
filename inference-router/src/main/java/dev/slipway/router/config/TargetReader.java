package dev.slipway.router.config;

import dev.slipway.router.config.TargetConfig.Cost;
import dev.slipway.router.config.TargetConfig.HostPort;
import dev.slipway.router.config.TargetConfig.Kind;
import dev.slipway.router.config.TargetConfig.Location;
import dev.slipway.router.config.TargetConfig.Protocol;
import dev.slipway.router.config.TargetConfig.TargetTls;
import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.FailureException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads one of {@code targets}. */
final class TargetReader {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private TargetReader() {}

    static TargetConfig read(ConfigNode node) throws FailureException {
        node.only(
                "name",
                "kind",
                "dns",
                "addresses",
                "url",
                "port",
                "grpcPort",
                "model",
                "version",
                "cost",
                "heartbeat",
                "maxConcurrency",
                "coldStart",
                "tls",
                "headersDirectory",
                "protocol");
        if (!NAME.matcher(node.string("name")).matches()) {
            throw node.refuse("name", "a name of lower case letters, digits and -");
        }
        return new TargetConfig(
                node.string("name"),
                node.oneOf("kind", Kind.Service),
                location(node),
                node.optionalString("model"),
                node.optionalString("version").orElse(""),
                cost(node),
                ConfigReader.nanos(node, "heartbeat", Duration.ZERO),
                node.integer("maxConcurrency", 0, 0, 100_000),
                ConfigReader.nanos(node, "coldStart", Duration.ZERO),
                tls(node),
                node.optionalString("headersDirectory"),
                node.oneOf("protocol", Protocol.Http1));
    }

    private static Cost cost(ConfigNode node) throws FailureException {
        Optional<ConfigNode> cost = node.object("cost");
        if (cost.isEmpty()) {
            return Cost.NONE;
        }
        cost.get().only("perRequest", "perSecond");
        if (!cost.get().has("perRequest") && !cost.get().has("perSecond")) {
            throw cost.get().refuse("perRequest", "there, or perSecond, or both");
        }
        return new Cost(price(cost.get(), "perRequest"), price(cost.get(), "perSecond"));
    }

    private static double price(ConfigNode cost, String name) throws FailureException {
        String text = cost.optionalString(name).orElse("0");
        try {
            double value = Double.parseDouble(text);
            if (value >= 0 && value < 1e9) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw cost.refuse(name, "a number as \"0.0004\"");
    }

    private static Location location(ConfigNode node) throws FailureException {
        int given = (node.has("dns") ? 1 : 0) + (node.has("addresses") ? 1 : 0) + (node.has("url") ? 1 : 0);
        if (given != 1) {
            throw node.refuse("name", "of a target with exactly one of dns, addresses and url");
        }
        if (node.has("url")) {
            return new Location.Url(url(node));
        }
        int port = node.integer("port", 8080, 1, 65_535);
        int grpcPort = node.integer("grpcPort", port, 1, 65_535);
        if (node.has("dns")) {
            return new Location.Dns(node.string("dns"), port, grpcPort);
        }
        List<HostPort> addresses = new ArrayList<>();
        for (String text : node.strings("addresses")) {
            addresses.add(address(node, text));
        }
        return new Location.Addresses(List.copyOf(addresses), node.has("grpcPort") ? grpcPort : 0);
    }

    private static HostPort address(ConfigNode node, String text) throws FailureException {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (colon > 0 && port > 0 && port <= 65_535) {
                return new HostPort(text.substring(0, colon), port);
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw node.refuse("addresses", "a list of addresses as 10.0.0.7:8080");
    }

    static URI url(ConfigNode node) throws FailureException {
        try {
            URI uri = new URI(node.string("url"));
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http && uri.getHost() != null && uri.getUserInfo() == null && uri.getRawFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Told below.
        }
        throw node.refuse("url", "an http or https URL without user and fragment");
    }

    private static Optional<TargetTls> tls(ConfigNode node) throws FailureException {
        Optional<ConfigNode> tls = node.object("tls");
        if (tls.isEmpty()) {
            return Optional.empty();
        }
        tls.get().only("caFile", "certificateFile", "keyFile", "serverName");
        return Optional.of(new TargetTls(
                tls.get().optionalString("caFile"),
                tls.get().optionalString("certificateFile"),
                tls.get().optionalString("keyFile"),
                tls.get().optionalString("serverName")));
    }
}
