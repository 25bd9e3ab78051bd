package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Recorded requests and their answers to the byte, in {@code src/test/resources/corpus/CASE/}. {@code request.http} is
 * sent as it stands, to the model that its {@code host} names; a length is added where a body has none. In both files
 * lines of the head end in LF, bytes of a body outside of printable ASCII are {@code \xNN}, a backslash is two, and a
 * body's last LF is the file's own. Of an answer, headers are sorted, and ids and times that the server makes up are
 * named. {@code -Dcorpus.write=true} writes the answers anew: read the difference before you commit it.
 */
class CorpusTest {
    private static final Path CORPUS = Path.of("src/test/resources/corpus");
    private static final boolean WRITE = Boolean.getBoolean("corpus.write");
    private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
    private static final String TIME = "20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z";
    private static final Map<String, ServerFixture> SERVERS = new HashMap<>();

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(ServerFixture::close);
    }

    @TestFactory
    Stream<DynamicTest> every_recorded_request_is_answered_as_recorded() throws IOException {
        List<Path> cases;
        try (Stream<Path> folders = Files.list(CORPUS)) {
            cases = folders.sorted().toList();
        }
        assertThat(cases).hasSizeGreaterThan(40);
        return cases.stream()
                .map(folder -> DynamicTest.dynamicTest(String.valueOf(folder.getFileName()), () -> {
                    String answer = replay(Files.readString(folder.resolve("request.http")));
                    if (WRITE) {
                        Files.writeString(folder.resolve("response.http"), answer);
                    }
                    assertThat(answer).isEqualTo(Files.readString(folder.resolve("response.http")));
                }));
    }

    private static String replay(String recorded) throws Exception {
        int blank = recorded.indexOf("\n\n");
        String head = recorded.substring(0, blank);
        byte[] body = unescape(recorded.substring(blank + 2).replaceFirst("\n$", ""));
        String model = head.lines()
                .filter(line -> line.startsWith("host: "))
                .findFirst()
                .orElseThrow()
                .substring(6);
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        String length = body.length == 0 || head.contains("\ncontent-length:") ? "" : "content-length: " + body.length;
        request.writeBytes((head + "\n" + (length.isEmpty() ? "" : length + "\n") + "\n")
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(body);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server(model).port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.toByteArray());
            return answer(socket.getInputStream());
        }
    }

    private static ServerFixture server(String model) throws Exception {
        ServerFixture server = SERVERS.get(model);
        if (server == null) {
            server = ServerFixture.of(model);
            SERVERS.put(model, server);
        }
        return server;
    }

    private static String answer(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            assertThat(next).as("the answer ends in its head: %s", bytes).isNotNegative();
            bytes.write(next);
        }
        String[] head = bytes.toString(StandardCharsets.ISO_8859_1).strip().split("\r\n");
        String headers = Arrays.stream(head, 1, head.length).sorted().collect(Collectors.joining("\n"));
        int length = Arrays.stream(head)
                .map(line -> line.toLowerCase(Locale.ROOT))
                .filter(line -> line.startsWith("content-length: "))
                .mapToInt(line -> Integer.parseInt(line.substring(16)))
                .sum();
        String whole = head[0] + "\n" + headers + "\n\n" + escape(in.readNBytes(length)) + "\n";
        return whole.replaceAll(UUID, "UUID").replaceAll(TIME, "TIME");
    }

    private static String escape(byte[] body) {
        StringBuilder text = new StringBuilder(body.length);
        for (byte b : body) {
            if (b == '\\') {
                text.append("\\\\");
            } else if (b == '\n' || (b >= ' ' && b < 0x7f)) {
                text.append((char) b);
            } else {
                text.append(String.format(Locale.ROOT, "\\x%02x", b));
            }
        }
        return text.toString();
    }

    private static byte[] unescape(String text) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                body.write(c);
            } else if (text.charAt(i + 1) == '\\') {
                body.write('\\');
                i++;
            } else {
                body.write(Integer.parseInt(text, i + 2, i + 4, 16));
                i += 3;
            }
        }
        return body.toByteArray();
    }
}
