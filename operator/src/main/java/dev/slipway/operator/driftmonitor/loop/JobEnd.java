package dev.slipway.operator.driftmonitor.loop;

import dev.slipway.operator.driftmonitor.observe.LoopJob;

/** Why a Job is no success, in one sentence for people. */
final class JobEnd {
    private JobEnd() {}

    static String sentence(LoopJob job, String what) {
        if (job.failure().equals("DeadlineExceeded")) {
            return what + " took longer than its timeout.";
        }
        if (!job.failed()) {
            return what + " ended without a result that can be read.";
        }
        return job.message().isEmpty()
                ? what + " failed: see the logs of its Job."
                : what + " failed: " + job.message();
    }
}
