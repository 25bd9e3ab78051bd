package dev.slipway.modelserver.fetch;

import dev.slipway.modelserver.failure.Reason;
import dev.slipway.workload.failure.FailureException;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import javax.xml.stream.XMLStreamException;

/** The objects below a prefix of a bucket. */
final class S3Files {
    private final S3Location prefix;
    private final S3Store.Secret secret;
    private final S3Endpoint endpoint;
    private final HttpExchange exchange;
    private final HttpTimeouts timeouts;

    private S3Files(S3Location prefix, S3Store.Secret secret, HttpExchange exchange, HttpTimeouts timeouts)
            throws FailureException {
        this.prefix = prefix;
        this.secret = secret;
        this.endpoint = secret.read();
        this.exchange = exchange;
        this.timeouts = timeouts;
    }

    /**
     * @param prefix its key ends in a slash, or is empty
     */
    static ModelFiles below(S3Location prefix, S3Store.Secret secret, HttpExchange exchange, HttpTimeouts timeouts)
            throws FailureException {
        S3Files files = new S3Files(prefix, secret, exchange, timeouts);
        return new RemoteFiles(
                exchange,
                files::store,
                timeouts,
                files::address,
                files::list,
                name -> files.object(name).toString());
    }

    private S3Location object(String name) {
        return new S3Location(prefix.bucket(), prefix.key() + name);
    }

    private HttpStore store(String name) {
        return new S3Store(object(name), secret, InstantSource.system());
    }

    private URI address(String name) {
        return endpoint.address(prefix.bucket(), prefix.key() + name, "");
    }

    /** The first thousand: a prefix with more than that is not one model. */
    private List<String> list() throws FailureException {
        String query = "delimiter=%2F&encoding-type=url&list-type=2&prefix=" + PercentEncoding.component(prefix.key());
        byte[] answer = new HttpSource(endpoint.address(prefix.bucket(), "", query), store(""), timeouts)
                .read(exchange, RemoteFiles.SMALL);
        try {
            return S3Xml.texts(new ByteArrayInputStream(answer), "Key").stream()
                    .map(key -> URLDecoder.decode(key, StandardCharsets.UTF_8))
                    .filter(key -> key.startsWith(prefix.key())
                            && key.length() > prefix.key().length())
                    .map(key -> key.substring(prefix.key().length()))
                    .sorted()
                    .toList();
        } catch (XMLStreamException | IllegalArgumentException e) {
            throw new FailureException(
                    Reason.ArtifactUnavailable,
                    "%s: the store's answer is no list of objects; check the endpoint.".formatted(prefix),
                    e);
        }
    }
}
