import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * The two parts of a request that nobody can avoid, each alone on one core: {@code http PORT BYTES} answers every POST with so
 * many constant bytes, once its body is complete; {@code ort MODEL ROW OUTPUT SECONDS} runs the model on one row in pinned
 * memory and prints runs per second. Run by {@code behaviour.py bound}, with the class path of the model server.
 */
public final class SerialBound {
    public static void main(String[] args) throws Exception {
        if (args[0].equals("http")) {
            http(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        } else {
            ort(args[1], Integer.parseInt(args[2]), Integer.parseInt(args[3]), Integer.parseInt(args[4]));
        }
    }

    private static void http(int port, int bytes) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        Buffer answer = Buffer.buffer("1".repeat(bytes));
        vertx.createHttpServer(new HttpServerOptions().setTcpNoDelay(true))
                .requestHandler(request -> {
                    request.handler(chunk -> {});
                    request.endHandler(end -> request.response()
                            .putHeader("content-type", "application/json")
                            .end(answer));
                })
                .listen(port, "127.0.0.1");
    }

    private static void ort(String model, int row, int output, int seconds) throws Exception {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            OrtSession session = environment.createSession(model, options);
            OnnxTensor x = tensor(environment, row);
            OnnxTensor y = tensor(environment, output);
            Map<String, OnnxTensor> in = Map.of(session.getInputNames().iterator().next(), x);
            Map<String, OnnxTensor> out = Map.of(session.getOutputNames().iterator().next(), y);
            for (int warm = 0; warm < 3; warm++) {
                long runs = 0;
                long start = System.nanoTime();
                long end = start + seconds * 1_000_000_000L;
                while (System.nanoTime() < end) {
                    session.run(in, java.util.Set.of(), out).close();
                    runs++;
                }
                if (warm == 2) {
                    System.out.printf("%.0f%n", runs * 1e9 / (System.nanoTime() - start));
                }
            }
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, int width) throws Exception {
        ByteBuffer memory = ByteBuffer.allocateDirect(4 * width).order(ByteOrder.nativeOrder());
        return OnnxTensor.createTensor(environment, memory.asFloatBuffer(), new long[] {1, width});
    }
}
