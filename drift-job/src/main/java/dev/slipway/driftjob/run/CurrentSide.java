package dev.slipway.driftjob.run;

import dev.slipway.driftjob.config.RunConfig;
import dev.slipway.driftjob.profile.Profile;
import dev.slipway.driftjob.profile.ProfileFile;
import dev.slipway.driftjob.profile.ProfileFormatException;
import dev.slipway.driftjob.read.Budget;
import dev.slipway.driftjob.read.Source;
import dev.slipway.driftjob.read.Window;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The current data, counted: whole, or bucket by bucket where there is a memory. A bucket that is over is read once and
 * kept; its profile has the reference's edges, so that any window is the sum of its buckets, to the bit.
 */
final class CurrentSide {
    private static final String FOLDER = "hours/";
    private static final String END = ".slpf";

    private final RunConfig config;
    private final Memory memory;
    private final Instant now;
    private final List<String> problems;

    CurrentSide(RunConfig config, Memory memory, Instant now, List<String> problems) {
        this.config = config;
        this.memory = memory;
        this.now = now;
        this.problems = problems;
    }

    /**
     * The window that is judged; empty where all rows are. With a memory it begins with a whole bucket and ends now: what is
     * newer than the last whole bucket is read each time and not kept.
     */
    Optional<Window> window() {
        if (!buckets() || config.current().end().isPresent()) {
            return settled();
        }
        Instant whole = whole(now);
        Instant start = whole.minus(config.current().window().orElseThrow());
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        return Optional.of(new Window(start, second.isAfter(whole) ? second : whole));
    }

    private Instant whole(Instant time) {
        long bucket = state().bucket().toMillis();
        return Instant.ofEpochMilli(Math.floorDiv(time.toEpochMilli(), bucket) * bucket);
    }

    /** The window whose rows have all arrived, as far as can be expected; the same where there is no memory. */
    Optional<Window> settled() {
        RunConfig.Current current = config.current();
        if (current.window().isEmpty()) {
            return current.start().isPresent() && current.end().isPresent()
                    ? Optional.of(
                            new Window(current.start().get(), current.end().get()))
                    : Optional.empty();
        }
        Instant end = current.end().orElse(now);
        if (buckets()) {
            end = whole(current.end().isPresent() ? end : end.minus(state().settle()));
        }
        return Optional.of(new Window(end.minus(current.window().get()), end));
    }

    private RunConfig.State state() {
        return config.state().orElseThrow();
    }

    /** With a bound on rows or bytes each bucket would be sampled differently; the window is then read whole. */
    private boolean buckets() {
        Budget budget = config.budget();
        return config.state().isPresent()
                && config.current().window().isPresent()
                && budget.maxRows() == Long.MAX_VALUE
                && budget.maxBytes() == Long.MAX_VALUE;
    }

    /**
     * @param source of all rows, whatever their time
     */
    ReferenceProfiler.Profiled profile(Source source, Profile reference, Optional<Window> window) throws IOException {
        CurrentProfiler profiler = new CurrentProfiler(reference, config.features(), config.budget());
        if (window.isEmpty()) {
            return profiler.profile(source);
        }
        return buckets() ? merged(source, profiler, window.get()) : profiler.profile(source.within(window.get()));
    }

    private ReferenceProfiler.Profiled merged(Source source, CurrentProfiler profiler, Window window)
            throws IOException {
        Profile sum = null;
        Source.Result read = null;
        for (Window bucket : split(window)) {
            ReferenceProfiler.Profiled part = bucket(source, profiler, bucket);
            sum = sum == null ? part.profile() : sum.merged(part.profile());
            read = read == null ? part.read() : read.and(part.read());
        }
        forgetBefore(window.start().minus(Duration.between(window.start(), window.end())));
        if (sum == null || read == null) {
            throw new IllegalStateException("a window without buckets");
        }
        return new ReferenceProfiler.Profiled(sum, read);
    }

    private List<Window> split(Window window) {
        List<Window> buckets = new ArrayList<>();
        for (Instant start = window.start(); start.isBefore(window.end()); start = start.plus(state().bucket())) {
            Instant end = start.plus(state().bucket());
            buckets.add(new Window(start, end.isAfter(window.end()) ? window.end() : end));
        }
        return buckets;
    }

    private ReferenceProfiler.Profiled bucket(Source source, CurrentProfiler profiler, Window bucket)
            throws IOException {
        String name = FOLDER + bucket.start().toString().replace(":", "") + "-"
                + state().bucket().toSeconds() + END;
        Optional<byte[]> kept = memory.reference(name);
        if (kept.isPresent()) {
            try {
                Profile profile = ProfileFile.read(kept.get());
                return new ReferenceProfiler.Profiled(
                        profile,
                        new Source.Result(
                                profile.rows(), 0, true, config.budget().share()));
            } catch (ProfileFormatException e) {
                problems.add(name + " is read again: " + e.getMessage());
            }
        }
        ReferenceProfiler.Profiled fresh = profiler.profile(source.within(bucket));
        boolean over =
                !bucket.start().plus(state().bucket()).plus(state().settle()).isAfter(now);
        if (over && fresh.read().complete()) {
            memory.keepReference(name, ProfileFile.write(fresh.profile()));
        }
        return fresh;
    }

    private void forgetBefore(Instant oldest) throws IOException {
        String first = FOLDER + oldest.toString().replace(":", "");
        for (String name : memory.referenceFiles(FOLDER)) {
            if (name.compareTo(first) < 0) {
                memory.forgetReferenceFile(name);
            }
        }
    }
}
