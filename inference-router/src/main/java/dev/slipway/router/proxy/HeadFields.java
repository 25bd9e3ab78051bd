package dev.slipway.router.proxy;

import dev.slipway.router.auth.SignedRequest;
import dev.slipway.router.net.ClientStream;
import dev.slipway.router.wire.FieldKind;
import dev.slipway.router.wire.Head;
import dev.slipway.router.wire.HeadWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A client's request by the names that signatures use. */
final class HeadFields implements SignedRequest {
    private final ClientStream client;
    private final Head head;

    HeadFields(ClientStream client) {
        this.client = client;
        this.head = client.head();
    }

    @Override
    public String method() {
        return head.method();
    }

    @Override
    public String authority() {
        String host = head.value(FieldKind.HOST);
        String lower = host == null ? "" : host.toLowerCase(Locale.ROOT);
        String usual = client.secure() ? ":443" : ":80";
        return lower.endsWith(usual) ? lower.substring(0, lower.length() - usual.length()) : lower;
    }

    @Override
    public String path() {
        return head.path();
    }

    @Override
    public String query() {
        String target = head.target();
        int question = target.indexOf('?');
        return question < 0 ? "?" : target.substring(question);
    }

    @Override
    public @Nullable String field(String name) {
        byte[] wanted = HeadWriter.ascii(name);
        int first = head.find(wanted);
        return first < 0 || head.find(wanted, first + 1) >= 0 ? null : head.value(first);
    }

    @Override
    public boolean hasBody() {
        return head.contentLength() > 0
                || head.chunked()
                || (client.http2()
                        && head.contentLength() != 0
                        && !"GET".equals(head.method())
                        && !"HEAD".equals(head.method()));
    }
}
