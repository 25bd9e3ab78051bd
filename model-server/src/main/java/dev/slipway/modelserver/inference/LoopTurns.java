package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.inference.ModelRun.Asked;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Requests that an event loop has read in one turn share runs at its end. Nothing is handed over and nobody waits for what
 * may not come: the loop first reads all that has arrived, from whatever connections, and then runs it, instead of running
 * each request between two reads. So many clients of a small model cost little more than one.
 */
final class LoopTurns {
    private final Supplier<BatchPlan> plan;
    private final Consumer<List<Asked>> run;
    private final Map<Executor, Turn> turns = new ConcurrentHashMap<>();

    LoopTurns(Supplier<BatchPlan> plan, Consumer<List<Asked>> run) {
        this.plan = plan;
        this.run = run;
    }

    /** Adds a request to the turn of this loop, which is the calling thread; the request can be taken back until it runs. */
    InferenceService.Pending add(Executor loop, Asked asked) {
        Turn turn = turns.computeIfAbsent(loop, Turn::new);
        turn.add(asked);
        return () -> {
            if (turn.remove(asked)) {
                asked.failed(FailureCode.CANCELLED, "The client went away.");
            }
        };
    }

    /** Used on its own loop only. */
    private final class Turn {
        private final Executor loop;
        private List<Asked> read = new ArrayList<>();

        Turn(Executor loop) {
            this.loop = loop;
        }

        void add(Asked asked) {
            read.add(asked);
            if (read.size() == 1) {
                loop.execute(this::end);
            }
        }

        /** Two requests can be equal and are still two. */
        @SuppressWarnings("ReferenceEquality")
        boolean remove(Asked asked) {
            return read.removeIf(other -> other == asked);
        }

        private void end() {
            List<Asked> all = read;
            read = new ArrayList<>(all.size());
            if (all.size() == 1) {
                run.accept(all);
            } else {
                alike(all).forEach(this::share);
            }
        }

        private void share(Deque<Asked> alike) {
            long rows = 0;
            for (Asked asked : alike) {
                rows += asked.request().rows();
            }
            while (!alike.isEmpty()) {
                List<Asked> together =
                        next(alike, plan.get().rowsToTake((int) Math.min(rows, Integer.MAX_VALUE), 0, 1));
                for (Asked asked : together) {
                    rows -= asked.request().rows();
                }
                run.accept(together);
            }
        }
    }

    private static Iterable<Deque<Asked>> alike(List<Asked> all) {
        Map<Object, Deque<Asked>> byKey = new LinkedHashMap<>();
        List<Deque<Asked>> groups = new ArrayList<>();
        for (Asked asked : all) {
            Object key = RowBatch.key(asked.request());
            if (key == WaitingLine.ALONE) {
                groups.add(new ArrayDeque<>(List.of(asked)));
            } else {
                byKey.computeIfAbsent(key, first -> new ArrayDeque<>()).add(asked);
            }
        }
        groups.addAll(byKey.values());
        return groups;
    }

    /** The first, and those after it that fit in. */
    private static List<Asked> next(Deque<Asked> alike, int rows) {
        List<Asked> together = new ArrayList<>(alike.size());
        long taken = 0;
        for (Iterator<Asked> each = alike.iterator(); each.hasNext() && (together.isEmpty() || taken < rows); ) {
            Asked asked = each.next();
            if (together.isEmpty() || taken + asked.request().rows() <= rows) {
                together.add(asked);
                taken += asked.request().rows();
                each.remove();
            }
        }
        return together;
    }
}
