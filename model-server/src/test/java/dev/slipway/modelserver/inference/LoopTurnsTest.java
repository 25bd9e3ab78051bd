package dev.slipway.modelserver.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.config.ServingConfig.Mode;
import dev.slipway.modelserver.inference.ModelRun.Asked;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.InferenceResult;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** What is read in one turn of a loop, and how it is run at its end. */
class LoopTurnsTest {
    /** A row alone takes 10 us, four together take 16. */
    private static final CostCurve CURVE = new CostCurve(new int[] {1, 2, 4}, new long[] {10_000, 12_000, 16_000});

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Executor loop = tasks::add;
    private final List<List<String>> runs = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final BatchPlan plan = new BatchPlan(Mode.Auto, 4, 0, CURVE, "");
    private final LoopTurns turns = new LoopTurns(
            () -> plan,
            together -> runs.add(
                    together.stream().map(asked -> asked.request().id()).toList()));

    private InferenceService.Pending read(String id, long rows, long width) {
        TensorSpec spec = new TensorSpec("x", DataType.FP32, List.of(-1L, -1L));
        List<String> values = Collections.nCopies((int) (rows * width), "");
        TensorInput input = new TensorInput(spec, new long[] {rows, width}, new TensorInput.Strings(values));
        InferenceRequest request = new InferenceRequest(id, List.of(input), Set.of("y"), Scheduling.DEFAULT, List.of());
        return turns.add(loop, new Asked(request, new InferenceService.Completion() {
            @Override
            public void succeeded(InferenceResult result) {
                throw new IllegalStateException("nothing runs here");
            }

            @Override
            public void failed(InferenceFailure failure) {
                failures.add(id + " " + failure.code());
            }
        }));
    }

    private void turnEnds() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    @Test
    void a_model_like_this_is_worth_a_turn_but_no_hand_over() {
        assertThat(plan.worthATurn()).isTrue();
        assertThat(plan.worthTheLine()).isFalse();
    }

    @Test
    void what_is_read_in_one_turn_shares_a_run() {
        read("a", 1, 3);
        read("b", 1, 3);
        read("c", 2, 3);
        assertThat(runs).as("before its end").isEmpty();
        turnEnds();
        read("d", 1, 3);
        turnEnds();
        assertThat(runs).containsExactly(List.of("a", "b", "c"), List.of("d"));
    }

    @Test
    void runs_are_no_larger_than_pays() {
        for (int i = 0; i < 10; i++) {
            read(Integer.toString(i), 1, 3);
        }
        turnEnds();
        assertThat(runs).containsExactly(List.of("0", "1", "2", "3"), List.of("4", "5", "6", "7"), List.of("8", "9"));
    }

    @Test
    void a_request_of_more_rows_than_a_run_has_runs_alone_and_nobody_is_forgotten() {
        read("large", 9, 3);
        read("a", 3, 3);
        read("b", 2, 3);
        read("c", 1, 3);
        turnEnds();
        assertThat(runs).containsExactly(List.of("large"), List.of("a", "c"), List.of("b"));
    }

    @Test
    void only_what_is_alike_shares() {
        read("narrow", 1, 3);
        read("wide", 1, 4);
        read("narrow too", 1, 3);
        turnEnds();
        assertThat(runs).containsExactly(List.of("narrow", "narrow too"), List.of("wide"));
    }

    @Test
    void who_hangs_up_before_the_end_is_not_run() {
        read("a", 1, 3);
        InferenceService.Pending gone = read("b", 1, 3);
        gone.cancel();
        turnEnds();
        gone.cancel();
        assertThat(runs).containsExactly(List.of("a"));
        assertThat(failures).containsExactly("b CANCELLED");
    }

    @Test
    void a_turn_in_which_all_hang_up_runs_nothing() {
        read("a", 1, 3).cancel();
        turnEnds();
        assertThat(runs).isEmpty();
    }
}
