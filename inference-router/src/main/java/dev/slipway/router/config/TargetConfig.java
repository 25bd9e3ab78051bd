package dev.slipway.router.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Where requests can go.
 *
 * @param model what its model is called; names in paths are replaced by it. Empty: left as they are
 * @param version what identifies the model that answers, such as its digest: part of cache keys, in audit records
 * @param cost of its work
 * @param heartbeatNanos how often to look whether it is there; 0 for not
 * @param maxConcurrency requests at once, of this router; 0 for no limit of its own
 * @param coldStartNanos how long the first answer takes after it was idle
 * @param headersDirectory a directory whose files are header fields to add: name and content
 * @param protocol of requests that are not gRPC
 */
public record TargetConfig(
        String name,
        Kind kind,
        Location location,
        Optional<String> model,
        String version,
        Cost cost,
        long heartbeatNanos,
        int maxConcurrency,
        long coldStartNanos,
        Optional<TargetTls> tls,
        Optional<String> headersDirectory,
        Protocol protocol) {
    /** One that is nothing but a URL. */
    static TargetConfig url(String name, URI url) {
        return new TargetConfig(
                name,
                Kind.Service,
                new Location.Url(url),
                Optional.empty(),
                "",
                Cost.NONE,
                0,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Protocol.Http1);
    }

    /**
     * What a request costs, in any currency, the same for all targets.
     *
     * @param perSecond of work at the request
     */
    public record Cost(double perRequest, double perSecond) {
        /** Nothing. */
        public static final Cost NONE = new Cost(0, 0);

        /** Of a request that takes so long. */
        public double of(double nanos) {
            return perRequest + perSecond * nanos / 1e9;
        }
    }

    /** What stands behind it. */
    public enum Kind {
        /** A Service of the cluster. */
        Service,
        /** A GPU at the edge. */
        EdgeGPU,
        /** A microcontroller at the edge. */
        EdgeMCU,
        /** A GPU in another cluster. */
        CloudGPU,
        /** A function: paid by the request, cold when idle. */
        CloudServerless
    }

    /** How requests are sent that are not gRPC, which is always HTTP/2. */
    public enum Protocol {
        /** HTTP/1.1. */
        Http1,
        /** HTTP/2. */
        Http2
    }

    /** How endpoints are found. */
    public sealed interface Location {
        /**
         * All addresses of a name, looked up again every second: those of a headless Service.
         *
         * @param grpcPort where gRPC goes, the same as {@code port} where it is one server
         */
        record Dns(String name, int port, int grpcPort) implements Location {}

        /** These. */
        record Addresses(List<HostPort> http, int grpcPort) implements Location {}

        /** A URL. A path replaces that of the request: a function has one address. */
        record Url(URI url) implements Location {}
    }

    /** A host and a port. */
    public record HostPort(String host, int port) {}

    /** TLS to the target: an authority of its own, a client certificate, another name than the address's. */
    public record TargetTls(
            Optional<String> caFile,
            Optional<String> certificateFile,
            Optional<String> keyFile,
            Optional<String> serverName) {}
}
