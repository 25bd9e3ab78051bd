package dev.slipway.featureserver.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ClusterSlotsTest {
    /** Values of CLUSTER KEYSLOT of Redis 7.0. */
    @Test
    void a_key_has_the_slot_that_redis_gives_it() {
        assertThat(slot("123456789")).isEqualTo(12_739);
        assertThat(slot("foo")).isEqualTo(12_182);
        assertThat(slot("{user1000}.following")).isEqualTo(slot("user1000"));
        assertThat(slot("foo{}{bar}")).isEqualTo(slot("foo{}{bar}"));
        assertThat(slot("foo{{bar}}zap")).isEqualTo(slot("{bar"));
        assertThat(slot("")).isZero();
    }

    @Test
    @SuppressWarnings("StringConcatToTextBlock")
    void the_owners_are_read_and_an_unnamed_host_is_the_one_that_was_asked() {
        byte[] reply = ("*2\r\n*4\r\n:0\r\n:8191\r\n*3\r\n$9\r\n127.0.0.1\r\n:7001\r\n$2\r\nid\r\n"
                        + "*3\r\n$9\r\n127.0.0.1\r\n:7003\r\n$2\r\nxx\r\n"
                        + "*3\r\n:8192\r\n:16383\r\n*4\r\n$0\r\n\r\n:7002\r\n$2\r\nid\r\n*0\r\n")
                .getBytes(StandardCharsets.US_ASCII);

        assertThat(ClusterSlots.read(reply, 0, reply.length, "asked").toString())
                .contains("first=0, last=8191, primary=Address[host=127.0.0.1, port=7001]")
                .contains("first=8192, last=16383, primary=Address[host=asked, port=7002]");
    }

    @Test
    void a_reply_that_is_still_arriving_is_not_taken_for_whole() {
        byte[] reply = "*3\r\n$3\r\nabc\r\n$-1\r\n*2\r\n:5\r\n$0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        for (int length = 0; length < reply.length; length++) {
            assertThat(Resp.end(reply, 0, length)).isEqualTo(Resp.INCOMPLETE);
        }
        assertThat(Resp.end(reply, 0, reply.length)).isEqualTo(reply.length);
    }

    private static int slot(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return ClusterSlots.of(bytes, 0, bytes.length);
    }
}
