package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.config.ModelServerConfig.Signature;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.ScratchPool;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.modelserver.onnx.TensorSpec;
import dev.slipway.workload.memory.ByteBudget;
import dev.slipway.workload.memory.Room;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.MultiMap;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TailedBytesTest {
    private static final int COUNT = 5001;
    private static final int FLOATS = COUNT * 4;
    private static final int LONGS = COUNT * 8;
    private final ByteBudget budget = new ByteBudget(1 << 20, 1 << 20);
    private final Random random = new Random(9);

    private final V2Protocol protocol = new V2Protocol(
            "m",
            new ModelSignature(
                    List.of(
                            new TensorSpec("x", DataType.FP32, List.of(-1L)),
                            new TensorSpec("n", DataType.INT64, List.of(-1L))),
                    List.of(new TensorSpec("y", DataType.FP32, List.of(-1L)))),
            new Signature(List.of(), List.of()),
            new ScratchPool());

    @Test
    void tensors_are_where_they_arrived_as_far_as_their_elements_lie_right() throws Exception {
        byte[] elements = new byte[FLOATS + LONGS];
        random.nextBytes(elements);
        for (boolean floatsFirst : new boolean[] {true, false}) {
            Room room = budget.room();
            room.require(1 << 17, "this");
            RequestBody body = arrived(floatsFirst, elements, room);
            long tail = address(body.from(body.bytes().length));
            Protocol.Call call = protocol.decode(body);
            TensorInput floats = call.request().inputs().getFirst();
            TensorInput longs = call.request().inputs().getLast();

            assertThat(tail % 64).isZero();
            assertThat(floats.bytes()).isEqualTo(ByteBuffer.wrap(elements, floatsFirst ? 0 : LONGS, FLOATS));
            assertThat(longs.bytes()).isEqualTo(ByteBuffer.wrap(elements, floatsFirst ? FLOATS : 0, LONGS));
            assertThat(address(floats.bytes())).isEqualTo(floatsFirst ? tail : tail + LONGS);
            if (floatsFirst) {
                assertThat(address(longs.bytes()) - tail).as("copied").isNotEqualTo(FLOATS);
            } else {
                assertThat(address(longs.bytes())).isEqualTo(tail);
            }

            room.close();
            assertThat(budget.used()).as("held by the request").isEqualTo(1 << 17);
            call.request().close();
            assertThat(budget.used()).isZero();
        }
    }

    @Test
    void a_request_that_is_refused_holds_nothing() throws Exception {
        Room room = budget.room();
        room.require(1 << 17, "this");
        RequestBody body = arrived(true, new byte[FLOATS + LONGS - 1], room);
        assertThat(refusal(body))
                .isEqualTo("Input 'n' has a 'binary_data_size' of %d; %d bytes are left of the body."
                        .formatted(LONGS, LONGS - 1));
        room.close();
        assertThat(budget.used()).isZero();
    }

    private String refusal(RequestBody body) throws Exception {
        try {
            return protocol.decode(body).toString();
        } catch (RequestException e) {
            return e.failure().message();
        }
    }

    private RequestBody arrived(boolean floatsFirst, byte[] elements, Room room) {
        String floats = "{\"name\":\"x\",\"shape\":[%d],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":%d}}"
                .formatted(COUNT, FLOATS);
        String longs = "{\"name\":\"n\",\"shape\":[%d],\"datatype\":\"INT64\",\"parameters\":{\"binary_data_size\":%d}}"
                .formatted(COUNT, LONGS);
        byte[] json = ("{\"inputs\":[" + (floatsFirst ? floats + "," + longs : longs + "," + floats) + "]}")
                .getBytes(StandardCharsets.US_ASCII);
        TailedBytes bytes = new TailedBytes(json.length, elements.length, room);
        ByteBuf whole = Unpooled.wrappedBuffer(json, elements);
        while (whole.isReadable()) {
            bytes.add(whole.readSlice(Math.min(whole.readableBytes(), 1 + random.nextInt(9000))));
        }
        assertThat(bytes.length()).isEqualTo(json.length + elements.length);
        return bytes.body(MultiMap.caseInsensitiveMultiMap().add(BinaryTail.HEADER, "" + json.length));
    }

    private static long address(ByteBuffer bytes) {
        return MemorySegment.ofBuffer(bytes).address();
    }
}
