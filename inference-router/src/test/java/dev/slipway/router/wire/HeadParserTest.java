package dev.slipway.router.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadParserTest {
    private static final String GOOD =
            "POST /v1/models/m:predict?a=b HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nX-Own:  yes \r\n\r\n";

    @Test
    void partsOfARequestAreFound() throws Exception {
        Head head = parse(GOOD);
        assertThat(head.method()).isEqualTo("POST");
        assertThat(head.path()).isEqualTo("/v1/models/m:predict");
        assertThat(head.target()).isEqualTo("/v1/models/m:predict?a=b");
        assertThat(head.contentLength()).isEqualTo(3);
        assertThat(head.value(FieldKind.HOST)).isEqualTo("a");
        assertThat(head.value(head.find(HeadWriter.ascii("x-own")))).isEqualTo("yes");
        assertThat(head.closes()).isFalse();
    }

    @Property(tries = 100)
    void aHeadThatComesInPiecesIsTheSame(@ForAll @IntRange(min = 1, max = 83) int cut) throws Exception {
        Head head = new Head();
        ByteBuf in = Unpooled.buffer();
        in.writeCharSequence(GOOD.substring(0, cut), StandardCharsets.US_ASCII);
        boolean first = HeadParser.request(in, head);
        assertThat(first).isEqualTo(cut >= GOOD.length());
        if (!first) {
            in.writeCharSequence(GOOD.substring(cut) + "abc", StandardCharsets.US_ASCII);
            assertThat(HeadParser.request(in, head)).isTrue();
            assertThat(in.toString(StandardCharsets.US_ASCII)).isEqualTo("abc");
        }
        assertThat(head.target()).isEqualTo("/v1/models/m:predict?a=b");
        assertThat(head.fields()).isEqualTo(3);
    }

    @Property(tries = 2000)
    void noBytesAtAllBreakTheParser(@ForAll @Size(max = 200) byte[] noise) {
        for (String begin : new String[] {"", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: "}) {
            ByteBuf in = Unpooled.buffer();
            in.writeCharSequence(begin, StandardCharsets.US_ASCII);
            in.writeBytes(noise);
            in.writeCharSequence("\r\n\r\n", StandardCharsets.US_ASCII);
            try {
                HeadParser.request(in, new Head());
            } catch (MalformedException e) {
                assertThat(e.status()).isBetween(400, 599);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Two lengths, or a length beside chunks: where the request ends would be a matter of opinion.
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3 3\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\u000bchunked\r\n\r\n",
                "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
                // Lines that others end elsewhere.
                "POST / HTTP/1.1\nHost: a\n\n",
                "POST / HTTP/1.1\r\nHost: a\nContent-Length: 3\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\rContent-Length: 3\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nX: b\r\n folded\r\n\r\n",
                "POST / HTTP/1.1\r\n Host: a\r\n\r\n",
                "\r\nPOST / HTTP/1.1\r\nHost: a\r\n\r\n",
                // Names and values with what they may not have.
                "POST / HTTP/1.1\r\nHost: a\r\nX y: b\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nX\u0000: b\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nX: b\u0000c\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nNoColon\r\n\r\n",
                // Whom is asked.
                "POST / HTTP/1.1\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                // A field that matters, made one of the connection.
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nConnection: close, content-length\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nX-Api-Key: k\r\nConnection: x-api-key\r\n\r\n",
                // Request lines.
                "POST  / HTTP/1.1\r\nHost: a\r\n\r\n",
                "POST / HTTP/1.1 \r\nHost: a\r\n\r\n",
                "POST /a b HTTP/1.1\r\nHost: a\r\n\r\n",
                "POST / HTTP/2.0\r\nHost: a\r\n\r\n",
                "POST / HTTP/1.2\r\nHost: a\r\n\r\n",
                "POST / http/1.1\r\nHost: a\r\n\r\n",
                "P(ST / HTTP/1.1\r\nHost: a\r\n\r\n",
                "POST /\u00e9 HTTP/1.1\r\nHost: a\r\n\r\n",
                "POST /\r\nHost: a\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\n\r\n"
            })
    void whatCouldBeReadInTwoWaysIsRefused(String request) {
        assertThatThrownBy(() -> parse(request)).isInstanceOf(MalformedException.class);
    }

    @Test
    void aHeadOfMoreThanSixteenKilobytesOrAHundredFieldsIs431() {
        String lengthy = "GET / HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(17_000) + "\r\n\r\n";
        assertThatThrownBy(() -> parse(lengthy)).extracting("status").isEqualTo(431);
        String many = "GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(100) + "\r\n";
        assertThatThrownBy(() -> parse(many)).extracting("status").isEqualTo(431);
    }

    @Test
    void aFieldThatConnectionNamesIsNotPassedOn() throws Exception {
        Head head = parse("GET / HTTP/1.1\r\nHost: a\r\nX-Hop: 1\r\nConnection: close, x-hop\r\n\r\n");
        assertThat(head.kind(head.find(HeadWriter.ascii("x-hop"))).hopByHop()).isTrue();
        assertThat(head.closes()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.1 200 OK,200", "HTTP/1.1 204,204", "HTTP/1.0 503 No,503"})
    void answersAreRead(String line, int status) throws Exception {
        Head head = new Head();
        assertThat(HeadParser.answer(buffer(line + "\r\nContent-Length: 0\r\n\r\n"), head))
                .isTrue();
        assertThat(head.status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 2x0 OK\r\n\r\n",
                "HTTP/1.1 20\r\n\r\n\r\n",
                "HTTP/3 200 OK\r\n\r\n",
                "SSH-2.0-OpenSSH\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
            })
    void answersThatAreNoneAreGarbage(String answer) {
        assertThatThrownBy(() -> HeadParser.answer(buffer(answer), new Head())).isInstanceOf(MalformedException.class);
    }

    @Test
    void chunksAreReadHoweverTheyAreCut() throws Exception {
        String body = "3;ext=1\r\nabc\r\n0a\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n";
        for (int cut = 1; cut < body.length(); cut++) {
            ChunkReader chunks = new ChunkReader();
            StringBuilder seen = new StringBuilder();
            ByteBuf in = Unpooled.buffer();
            for (String part : new String[] {body.substring(0, cut), body.substring(cut)}) {
                in.writeCharSequence(part, StandardCharsets.US_ASCII);
                chunks.read(in, piece -> {
                    seen.append(piece.toString(StandardCharsets.US_ASCII));
                    piece.release();
                });
            }
            assertThat(chunks.done()).isTrue();
            assertThat(seen).hasToString("abc0123456789");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "g\r\n",
                "\r\n",
                "-1\r\n",
                "3\nabc\r\n",
                "3\r\nabcd\r\n",
                "123456789\r\n",
                "3 \r\nabc\r\n",
                "0\r\nTrailer: x\n\r\n"
            })
    void chunksThatCouldBeReadInTwoWaysAreRefused(String body) {
        assertThatThrownBy(() -> new ChunkReader().read(buffer(body), ByteBuf::release))
                .isInstanceOf(MalformedException.class);
    }

    private static Head parse(String text) throws MalformedException {
        Head head = new Head();
        assertThat(HeadParser.request(buffer(text), head)).isTrue();
        return head;
    }

    private static ByteBuf buffer(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }
}
