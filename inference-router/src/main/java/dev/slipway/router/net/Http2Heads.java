package dev.slipway.router.net;

import dev.slipway.router.wire.FieldKind;
import dev.slipway.router.wire.Head;
import dev.slipway.router.wire.MalformedException;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Heads between HTTP/2 and the one form that the router works with. What HTTP/1.1 could not say is refused. */
final class Http2Heads {
    private Http2Heads() {}

    static void request(Http2Headers from, Head into) throws MalformedException {
        CharSequence method = from.method();
        CharSequence path = from.path();
        if (method == null || path == null || path.isEmpty()) {
            throw new MalformedException(400, "no :method or no :path");
        }
        into.request(checked(method.toString(), false), checked(path.toString(), true));
        CharSequence authority = from.authority();
        if (authority != null) {
            into.add("host", authority);
        }
        fields(from, into, authority != null, 400);
        if (into.find(FieldKind.HOST) < 0 || into.repeated(FieldKind.HOST)) {
            throw new MalformedException(400, "no :authority, or several");
        }
    }

    static void answer(Http2Headers from, Head into) throws MalformedException {
        CharSequence status = from.status();
        if (status == null || !status.toString().matches("[1-9][0-9]{2}")) {
            throw new MalformedException(502, "no :status");
        }
        into.answer(Integer.parseInt(status.toString()));
        fields(from, into, false, 502);
    }

    static void trailers(Http2Headers from, Head into) throws MalformedException {
        into.answer(200);
        fields(from, into, false, 502);
    }

    private static void fields(Http2Headers from, Head into, boolean hostKnown, int status) throws MalformedException {
        for (Map.Entry<CharSequence, CharSequence> field : from) {
            CharSequence name = field.getKey();
            if (name.isEmpty() || name.charAt(0) == ':') {
                continue;
            }
            if (hostKnown && AsciiString.contentEquals(name, "host")) {
                continue;
            }
            into.add(name, field.getValue());
            int last = into.fields() - 1;
            if (into.kind(last) == FieldKind.CONTENT_LENGTH) {
                length(into, last, status);
            }
        }
    }

    private static void length(Head into, int i, int status) throws MalformedException {
        String text = into.value(i);
        if (into.contentLength() >= 0 || !text.matches("[0-9]{1,15}")) {
            throw new MalformedException(status, "a content-length that is given twice or is no number");
        }
        into.contentLength(Long.parseLong(text));
    }

    private static String checked(String text, boolean target) throws MalformedException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f || (!target && !Character.isLetterOrDigit(c) && c != '-' && c != '_')) {
                throw new MalformedException(400, "a :method or :path with characters that it may not have");
            }
        }
        return text;
    }

    static Http2Headers answer(int status, @Nullable Head answer, @Nullable Fields own, long contentLength) {
        DefaultHttp2Headers headers = new DefaultHttp2Headers(false);
        headers.status(Integer.toString(status));
        if (answer != null) {
            copy(answer, headers);
        }
        if (own != null) {
            add(own, headers);
        }
        if (contentLength >= 0) {
            headers.setLong("content-length", contentLength);
        }
        return headers;
    }

    static Http2Headers trailers(Head trailers) {
        DefaultHttp2Headers headers = new DefaultHttp2Headers(false);
        copy(trailers, headers);
        return headers;
    }

    static Http2Headers request(UpstreamStream.Request request, String scheme) {
        Head from = request.head();
        DefaultHttp2Headers headers = new DefaultHttp2Headers(false);
        headers.method(from.method());
        headers.path(new AsciiString(
                request.target(), request.targetFrom(), request.targetTo() - request.targetFrom(), true));
        headers.scheme(scheme);
        headers.authority(new AsciiString(request.host(), false));
        for (int i = 0; i < from.fields(); i++) {
            if (AnswerHeads.passes(from.kind(i), request.dropped())) {
                headers.add(from.name(i), from.value(i));
            }
        }
        int te = from.find(FieldKind.TE);
        if (te >= 0 && "trailers".equals(from.value(te))) {
            headers.set("te", "trailers");
        }
        add(request.own(), headers);
        if (request.contentLength() > 0) {
            headers.setLong("content-length", request.contentLength());
        }
        return headers;
    }

    private static void copy(Head from, DefaultHttp2Headers into) {
        for (int i = 0; i < from.fields(); i++) {
            FieldKind kind = from.kind(i);
            if (!kind.hopByHop() && kind != FieldKind.CONTENT_LENGTH && kind != FieldKind.HOST) {
                into.add(from.name(i), from.value(i));
            }
        }
    }

    private static void add(Fields own, DefaultHttp2Headers into) {
        for (int i = 0; i < own.size(); i++) {
            into.set(own.name(i), own.value(i));
        }
    }
}
