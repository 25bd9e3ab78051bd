package dev.slipway.router.net;

import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where a server listens and how it is spoken to.
 *
 * @param http1 of its HTTP/1.1
 * @param http2 of its HTTP/2, which may be another port
 * @param tls of HTTP/1.1, empty for clear text
 * @param tlsHttp2 of HTTP/2, empty for clear text
 * @param serverName for SNI and for the check of the certificate
 */
public record ServerAddress(
        InetSocketAddress http1,
        InetSocketAddress http2,
        Optional<SslContext> tls,
        Optional<SslContext> tlsHttp2,
        String serverName) {}
