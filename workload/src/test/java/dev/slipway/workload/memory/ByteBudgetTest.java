package dev.slipway.workload.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {
    private static final int MIB = 1 << 20;
    private final ByteBudget budget = new ByteBudget(MIB, 2 * MIB);

    @Test
    void who_is_alone_may_have_more_and_others_only_what_is_left() {
        Room first = budget.room();
        assertThat(first.resize(2 * MIB)).isTrue();
        assertThat(first.resize(2 * MIB + 1)).isFalse();
        assertThat(budget.used()).isEqualTo(2 * MIB);
        assertThat(first.resize(MIB - 100)).isTrue();

        Room second = budget.room();
        assertThat(second.resize(100_000)).isFalse();
        assertThatThrownBy(() -> second.require(100_000, "a body of 100000 bytes"))
                .isInstanceOf(NoRoomException.class)
                .hasMessageContaining("no room for a body of 100000 bytes: 1048476 of the 1048576 bytes");
        assertThat(first.resize(MIB)).as("others have nothing yet").isTrue();
        assertThat(second.resize(ByteBudget.SMALL))
                .as("the eighth for small ones")
                .isTrue();
        assertThat(first.resize(MIB + 1)).isFalse();
        first.close();
        second.close();
        assertThat(budget.used()).isZero();
    }

    @Test
    void room_is_given_back_once_and_not_before_the_work_on_it_is_done() {
        Room room = budget.room();
        assertThat(room.resize(MIB)).isTrue();
        assertThat(room.during(() -> {
                    room.close();
                    room.close();
                    assertThat(budget.used()).isEqualTo(MIB);
                }))
                .isTrue();
        assertThat(budget.used()).isZero();
        assertThat(room.resize(1)).isFalse();
        assertThat(room.during(() -> {
                    throw new IllegalStateException("must not run");
                }))
                .isFalse();
        room.close();
        assertThat(budget.used()).isZero();
    }

    @Test
    void memory_beside_the_heap_is_freed_once_and_not_before_its_last_holder_lets_go() {
        AtomicInteger freed = new AtomicInteger();
        Room room = budget.room();
        room.frees(freed::incrementAndGet);
        assertThat(room.resize(MIB)).isTrue();
        room.hold();
        assertThat(room.during(() -> {
                    room.close();
                    room.hold();
                }))
                .isTrue();
        room.letGo();
        assertThat(freed).hasValue(0);
        assertThat(budget.used()).isEqualTo(MIB);
        room.letGo();
        room.close();
        assertThat(freed).hasValue(1);
        assertThat(budget.used()).isZero();
        assertThatThrownBy(room::hold).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void threads_that_come_and_go_never_hold_more_than_there_is_and_leave_nothing() {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                threads.execute(() -> {
                    for (int n = 0; n < 20_000; n++) {
                        try (Room room = budget.room()) {
                            boolean _ = room.resize(ThreadLocalRandom.current().nextInt(MIB));
                            boolean _ = room.resize(ThreadLocalRandom.current().nextInt(MIB));
                        }
                    }
                });
            }
        }
        assertThat(budget.used()).isZero();
    }
}
