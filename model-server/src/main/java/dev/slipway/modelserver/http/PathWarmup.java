package dev.slipway.modelserver.http;

import dev.slipway.modelserver.config.ModelServerConfig;
import dev.slipway.modelserver.inference.LocalInference;
import dev.slipway.modelserver.inference.WarmModel;
import dev.slipway.modelserver.metrics.ModelMetrics;
import dev.slipway.modelserver.telemetry.Telemetry;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.metrics.MetricSources;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Walks the whole path of a request, from socket to socket, before the server is ready: else the first clients pay for
 * the loading and compiling of what lies before and behind the model. It has a listener of its own on the loopback
 * interface and counters of its own, so nobody sees it, and it ends when its time is over.
 */
public final class PathWarmup {
    private static final int LARGEST = 1 << 14;

    private final ModelServerConfig config;
    private final WarmModel warm;

    private PathWarmup(ModelServerConfig config, WarmModel warm) {
        this.config = config;
        this.warm = warm;
    }

    /** Sends requests for so long. Failures are no concern of the start: the model itself has been proven. */
    public static void run(Vertx vertx, ModelServerConfig config, WarmModel warm, long nanos)
            throws FailureException, InterruptedException {
        if (nanos <= 0 || config.warmupRequests() <= 0 || !config.protocols().v2()) {
            return;
        }
        long end = System.nanoTime() + nanos;
        ModelMetrics metrics = new ModelMetrics();
        try (LocalInference service = new LocalInference(warm, config, metrics)) {
            Observability unwatched = new Observability(new MetricSources(), Telemetry.off());
            InferenceServer server =
                    InferenceServer.of(vertx, config, warm, service, Optional.empty(), metrics, () -> false, unwatched);
            try (InferenceServer.Private listening = server.listenPrivately();
                    Socket socket = new Socket(InetAddress.getLoopbackAddress(), listening.port())) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(10_000);
                new PathWarmup(config, warm).send(socket, end);
            } catch (IOException e) {
                // the path is as warm as it got
            }
        }
    }

    private void send(Socket socket, long end) throws IOException {
        List<byte[]> requests = requests();
        while (!requests.isEmpty()) {
            for (byte[] request : requests) {
                socket.getOutputStream().write(request);
                answer(socket.getInputStream());
                if (System.nanoTime() - end > 0) {
                    return;
                }
            }
        }
    }

    private List<byte[]> requests() {
        List<byte[]> requests = new ArrayList<>();
        String path = "/v2/models/" + config.name() + "/infer";
        String example = SignatureExample.v2(warm.model().signature(), warm.exampleValue());
        if (example.length() <= LARGEST) {
            // Twice with other numbers: whole ones are read in another way than fractions.
            String fractions = example.replace(",0", ",-0.1234567").replace(",1", ",1.2345678");
            requests.add(post(path, "", example));
            requests.add(post(path, "", fractions));
            String binary = "\"parameters\":{\"binary_data_output\":true},";
            requests.add(post(path, "", "{" + binary + example.substring(1)));
        }
        return requests;
    }

    private static byte[] post(String path, String headers, String body) {
        return ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length() + "\r\n" + headers + "\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void answer(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int ends = 0;
        while (ends < 2) {
            int c = in.read();
            if (c < 0) {
                throw new EOFException("the connection is closed");
            }
            head.write(c);
            ends = c == '\n' ? ends + 1 : c == '\r' ? ends : 0;
        }
        String text = head.toString(StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
        int length = text.indexOf("content-length:") + "content-length:".length();
        in.skipNBytes(Integer.parseInt(
                text.substring(length, text.indexOf('\r', length)).strip()));
    }
}
