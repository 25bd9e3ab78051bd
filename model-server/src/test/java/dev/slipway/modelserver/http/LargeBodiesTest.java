package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.inference.RequestMemory;
import dev.slipway.modelserver.metrics.FailureKind;
import dev.slipway.workload.memory.ByteBudget;
import dev.slipway.workload.memory.Room;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies that have 4 MiB together, their tensors and answers as much again. */
@Timeout(120)
class LargeBodiesTest {
    private static final int MIB = 1 << 20;
    private static final String INFER = "/v2/models/iris/infer";
    private static final String SMALL =
            "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[1,2,3,4]}]}";
    private final RequestMemory memory = new RequestMemory(
            new ByteBudget(4 * MIB, 4 * MIB), new ByteBudget(4 * MIB, 16 * MIB), new ByteBudget(4 * MIB, 16 * MIB));
    private ServerFixture iris;
    private long before;

    @BeforeEach
    void start() throws Exception {
        before = PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
        iris = ServerFixture.withMemory("iris", memory);
    }

    @AfterEach
    void nothing_is_held_and_a_large_request_finds_room() throws Exception {
        awaitEmpty();
        assertThat(large(2 * MIB).statusCode()).isEqualTo(200);
        awaitEmpty();
        iris.close();
    }

    private void awaitEmpty() throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (memory.bodies().used()
                                + memory.tensors().used()
                                + memory.answers().used()
                                + iris.metrics.inFlight()
                        > 0
                || PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() > before + (64 << 10)) {
            assertThat(System.nanoTime()).as("given back in time: " + memory).isLessThan(end);
            Thread.sleep(5);
        }
    }

    @Test
    void bodies_that_are_announced_have_their_room_and_the_next_one_is_refused_unread() throws Exception {
        try (Sockets clients = new Sockets()) {
            for (int i = 0; i < 4; i++) {
                clients.open("content-length: " + MIB).getOutputStream().write(new byte[10]);
            }
            awaitBodies(4 * MIB);
            Socket refused = clients.open("content-length: " + MIB);
            assertThat(read(refused))
                    .startsWith("HTTP/1.1 429")
                    .containsIgnoringCase("retry-after: 1")
                    .contains("There is no room for a body of 1048576 bytes: 4194304 of the 4194304 bytes")
                    .contains("raise resources.limits.memory");
            assertThat(iris.metrics.failures(FailureKind.REJECTED)).isEqualTo(1);
            assertThat(iris.post(INFER, SMALL).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void bodies_of_unknown_length_are_refused_when_they_outgrow_the_room() throws Exception {
        try (Sockets clients = new Sockets()) {
            clients.open("content-length: " + (4 * MIB - 100_000))
                    .getOutputStream()
                    .write(1);
            awaitBodies(4 * MIB - 100_000);
            Socket chunked = clients.open("transfer-encoding: chunked");
            try {
                for (int i = 0; i < 40; i++) {
                    chunked.getOutputStream()
                            .write(("2710\r\n" + " ".repeat(10_000) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException closed) {
                assertThat(closed).hasMessageMatching("(?i).*(reset|broken pipe|abort).*");
            }
            assertThat(read(chunked)).startsWith("HTTP/1.1 429").contains("no room for a body of more than");
            assertThat(memory.bodies().used()).isEqualTo(4 * MIB - 100_000);
        }
    }

    @Test
    void a_small_body_that_would_be_a_large_one_is_refused_where_there_is_no_room() throws Exception {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
            out.write(new byte[8 * MIB]);
        }
        HttpRequest request = iris.request(INFER)
                .header("content-encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(bomb.toByteArray()))
                .build();

        HttpResponse<String> response = iris.send(request);

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.body()).contains("no room for a body of more than");
    }

    @Test
    void a_tensor_that_is_many_times_its_body_finds_no_room() throws Exception {
        String zeros = "0,".repeat(4 * MIB / 4 - 100) + "0";
        String body = "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[" + zeros + "]}]}";
        try (Room held = memory.tensors().room()) {
            held.require(MIB, "a request that is not the only one");
            assertThat(iris.post(INFER, body).statusCode()).isEqualTo(429);
        }
        assertThat(iris.post(INFER, body).statusCode()).isEqualTo(400);
    }

    @Test
    void clients_that_leave_in_the_middle_leave_nothing_behind() throws Exception {
        Random random = new Random(11);
        byte[] whole = binary(MIB);
        for (int round = 0; round < 150; round++) {
            try (Sockets clients = new Sockets()) {
                Socket client = random.nextInt(3) == 0
                        ? clients.open("transfer-encoding: chunked")
                        : clients.open(
                                "inference-header-content-length: " + head(MIB).length() + "\r\ncontent-length: "
                                        + whole.length + (random.nextInt(4) == 0 ? "\r\ncontent-encoding: gzip" : ""));
                int length = random.nextInt(5) == 0 ? whole.length : random.nextInt(whole.length);
                client.setSoLinger(random.nextBoolean(), 0);
                client.getOutputStream().write(whole, 0, length);
            } catch (IOException refused) {
                assertThat(refused).hasMessageMatching("(?i).*(reset|broken pipe|abort).*");
            }
        }
    }

    @Test
    void an_answer_that_nobody_reads_has_its_room_until_its_client_is_gone() throws Exception {
        // In JSON, with everything: more than the sockets' own buffers take.
        int length = 3 * MIB;
        String head = "{\"inputs\":[{\"name\":\"x\",\"shape\":[%d,4],\"datatype\":\"FP32\",".formatted(rows(length))
                + "\"parameters\":{\"binary_data_size\":%d}}]}".formatted(rows(length) * 16);
        byte[] whole = Arrays.copyOf(head.getBytes(StandardCharsets.US_ASCII), head.length() + rows(length) * 16);
        try (Sockets clients = new Sockets()) {
            Socket client = clients.open(
                    "inference-header-content-length: " + head.length() + "\r\ncontent-length: " + whole.length);
            client.getOutputStream().write(whole);
            long end = System.nanoTime() + 10_000_000_000L;
            while (memory.answers().used() == 0) {
                assertThat(System.nanoTime()).as("answered in time").isLessThan(end);
                Thread.sleep(5);
            }
        }
    }

    @Test
    void under_more_large_requests_than_there_is_room_for_each_has_an_answer_and_small_ones_are_served()
            throws Exception {
        long before = direct();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Integer>>> large = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                large.add(clients.submit(() -> {
                    List<Integer> statuses = new ArrayList<>();
                    for (int n = 0; n < 8; n++) {
                        statuses.add(large(MIB).statusCode());
                    }
                    return statuses;
                }));
            }
            for (int i = 0; i < 50; i++) {
                assertThat(iris.post(INFER, SMALL).statusCode()).isEqualTo(200);
            }
            List<Integer> all = new ArrayList<>();
            for (Future<List<Integer>> statuses : large) {
                all.addAll(statuses.get());
            }
            assertThat(all).containsOnly(200, 429).contains(200);
        }
        awaitEmpty();
        System.gc();
        assertThat(direct() - before).isLessThan(48L * MIB);
        assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory()).isLessThan(64L * MIB);
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private void awaitBodies(long bytes) throws InterruptedException {
        long end = System.nanoTime() + 10_000_000_000L;
        while (memory.bodies().used() != bytes) {
            assertThat(System.nanoTime()).as("reserved in time").isLessThan(end);
            Thread.sleep(5);
        }
    }

    /** As many rows of zeros as fill this many bytes. */
    private HttpResponse<String> large(int bytes) throws Exception {
        return iris.send(iris.request(INFER)
                .header("inference-header-content-length", "" + head(bytes).length())
                .POST(BodyPublishers.ofByteArray(binary(bytes)))
                .build());
    }

    private static String head(int bytes) {
        return "{\"inputs\":[{\"name\":\"x\",\"shape\":[%d,4],\"datatype\":\"FP32\",".formatted(rows(bytes))
                + "\"parameters\":{\"binary_data_size\":%d}}],".formatted(rows(bytes) * 16)
                + "\"outputs\":[{\"name\":\"label\",\"parameters\":{\"binary_data\":true}}]}";
    }

    private static int rows(int bytes) {
        return (bytes - 256) / 16;
    }

    private static byte[] binary(int bytes) {
        byte[] head = head(bytes).getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.wrap(Arrays.copyOf(head, head.length + rows(bytes) * 16))
                .array();
    }

    private static String read(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Connections that have sent a head each. */
    private final class Sockets implements AutoCloseable {
        private final List<Socket> open = new ArrayList<>();

        Socket open(String headers) throws IOException {
            Socket socket = new Socket();
            open.add(socket);
            socket.setReceiveBufferSize(1 << 12);
            socket.connect(new InetSocketAddress("localhost", iris.port));
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("POST " + INFER + " HTTP/1.1\r\nhost: x\r\n" + headers + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return socket;
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }
}
