package dev.slipway.operator.driftmonitor.loop;

import static java.util.stream.Collectors.toSet;

import dev.slipway.api.driftmonitor.DriftMonitorStatus.AlertState;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.Verdict;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether drift is announced. One run's verdict alone neither announces nor calls off; a run that could not tell does neither.
 *
 * @param since the run that changed it last; empty: it never changed
 * @param history a letter a run, the newest last
 * @param started when the present or last announcement began
 * @param heard Jobs of runs that the history has
 */
public record Alert(boolean firing, String since, String history, Optional<Instant> started, Set<String> heard) {
    private static final int KEPT = 50;
    public static final Alert NONE = new Alert(false, "", "", Optional.empty(), Set.of());

    public Alert {
        heard = Set.copyOf(heard);
    }

    public static Alert of(@Nullable AlertState state) {
        return state == null
                ? NONE
                : new Alert(
                        state.firing() != null && state.firing(),
                        state.since() == null ? "" : state.since(),
                        state.history() == null ? "" : state.history(),
                        Times.read(state.startTime()),
                        Set.copyOf(state.heard()));
    }

    /** For the status; null before the first run. */
    public @Nullable AlertState state(List<Notice> notices) {
        return history.isEmpty()
                ? null
                : new AlertState(
                        firing,
                        since.isEmpty() ? null : since,
                        history,
                        started.map(Instant::toString).orElse(null),
                        heard.stream().sorted().toList(),
                        notices.stream().map(Notice::state).toList());
    }

    /**
     * After one more run.
     *
     * @param ended when it did
     * @param windows of the last {@code of} runs must find drift for an announcement
     * @param resolve runs in a row must find none for it to be called off
     */
    public Alert after(String run, Instant ended, Verdict verdict, int windows, int of, int resolve) {
        var all = history + letter(verdict);
        var kept = all.substring(Math.max(0, all.length() - KEPT));
        var recent = kept.substring(Math.max(0, kept.length() - of));
        var found = recent.chars().filter(c -> c == 'D').count();
        var fires = !firing && verdict == Verdict.Drift && found >= windows;
        var resolved = firing && kept.endsWith("N".repeat(resolve));
        var more = new HashSet<>(heard);
        more.add(run);
        return fires || resolved
                ? new Alert(fires, run, kept, fires ? Optional.of(ended) : started, more)
                : new Alert(firing, since, kept, started, more);
    }

    /** Without the runs whose Jobs are gone: none of them is heard again. */
    public Alert among(Set<String> jobs) {
        return new Alert(
                firing,
                since,
                history,
                started,
                heard.stream().filter(jobs::contains).collect(toSet()));
    }

    private static char letter(Verdict verdict) {
        return switch (verdict) {
            case Drift -> 'D';
            case NoDrift -> 'N';
            case Undecided -> 'U';
            case NoData, Error -> 'X';
        };
    }
}
