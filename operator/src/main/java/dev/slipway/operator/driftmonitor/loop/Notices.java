package dev.slipway.operator.driftmonitor.loop;

import dev.slipway.operator.driftmonitor.loop.RetrainingLoop.Wanted;
import dev.slipway.operator.driftmonitor.observe.JobRole;
import dev.slipway.operator.driftmonitor.observe.LoopJob;
import dev.slipway.operator.status.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * What receivers of alerts have still to be told. Each is told one thing after the other, in the order in which it happened:
 * by a Job that is made once the status knows of it, and again, later and later, until one succeeds.
 *
 * @param pending in their order
 * @param wanted Jobs that should exist
 * @param news receivers that could not be told, once for each notice
 */
public record Notices(List<Notice> pending, List<Wanted> wanted, List<Announcement> news) {
    /** A receiver that is away for long is told the newest of what happened. */
    static final int MOST_FOR_ONE = 4;

    private static final Duration FIRST_PAUSE = Duration.ofMinutes(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(30);

    /** Beyond this the pause is the longest one anyway. */
    private static final int DOUBLINGS = 4;

    public Notices {
        pending = List.copyOf(pending);
        wanted = List.copyOf(wanted);
        news = List.copyOf(news);
    }

    /** While nothing is begun: what happens is remembered. */
    static Notices held(List<Notice> before, List<AlertEdge> edges, List<String> sinks) {
        return new Notices(with(before, edges, sinks), List.of(), List.of());
    }

    /**
     * One step.
     *
     * @param before as the status remembers them
     * @param edges that were seen just now
     * @param sinks names of the receivers in the spec
     */
    static Notices step(
            List<Notice> before, List<AlertEdge> edges, List<String> sinks, List<LoopJob> jobs, Instant now) {
        var pending = new ArrayList<Notice>();
        var wanted = new ArrayList<Wanted>();
        var news = new ArrayList<Announcement>();
        var heads = new HashSet<String>();
        for (var notice : before) {
            if (!sinks.contains(notice.sink())) {
                continue;
            }
            if (!heads.add(notice.sink())) {
                pending.add(notice);
                continue;
            }
            var job = job(jobs, notice);
            if (job.filter(LoopJob::failed).isPresent()) {
                pending.add(notice.failed(now.plus(pause(notice.failures()))));
                news.add(failure(notice, job.get()));
            } else if (job.filter(LoopJob::succeeded).isEmpty()) {
                pending.add(notice);
                if (notice.isDue(now)) {
                    wanted.add(new Wanted(JobRole.ALERT, notice.cause()));
                }
            }
        }
        return new Notices(with(pending, edges, sinks), wanted, news);
    }

    private static Optional<LoopJob> job(List<LoopJob> jobs, Notice notice) {
        return jobs.stream()
                .filter(job -> job.role() == JobRole.ALERT && job.cause().equals(notice.cause()))
                .findFirst();
    }

    private static Duration pause(int failures) {
        var doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, DOUBLINGS));
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    private static Announcement failure(Notice notice, LoopJob job) {
        return new Announcement(
                true,
                Reason.SINK_FAILING,
                JobEnd.sentence(job, "Telling " + notice.sink()) + " It is tried again.",
                notice.alert() + " " + notice.word() + " " + notice.sink());
    }

    private static List<Notice> with(List<Notice> pending, List<AlertEdge> edges, List<String> sinks) {
        var all = new ArrayList<>(pending);
        for (var edge : edges) {
            sinks.stream()
                    .distinct()
                    .filter(edge::isFor)
                    .filter(sink -> !edge.repeated()
                            || all.stream().noneMatch(n -> n.sink().equals(sink)))
                    .map(sink -> Notice.of(edge, sink))
                    .forEach(all::add);
        }
        for (var sink : sinks) {
            var own = all.stream().filter(n -> n.sink().equals(sink)).toList();
            all.removeAll(own.subList(0, Math.max(0, own.size() - MOST_FOR_ONE)));
        }
        return all;
    }

    /** The next time at which something is tried again; empty where nothing waits. */
    Optional<Instant> next(Instant now) {
        return pending.stream()
                .flatMap(n -> n.retry().stream())
                .filter(time -> time.isAfter(now))
                .min(Instant::compareTo);
    }
}
