package dev.slipway.driftjob.retrain;

import dev.slipway.driftjob.failure.Reason;
import dev.slipway.driftjob.web.WebAnswer;
import dev.slipway.driftjob.web.WebException;
import dev.slipway.driftjob.web.WebSecret;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.json.JsonText;
import java.nio.file.Path;
import java.util.Optional;

/** What answers of trainers mean that are no success. */
record TrainerAnswers(String shown, Optional<Path> secret) {
    private static final int CONFLICT = 409;
    private static final int LONGEST_STATE = 40;

    /** Whether another attempt helps or not. A conflict is with something that goes on at this moment. */
    FailureException refused(WebAnswer answer, String asked) throws WebException {
        int status = answer.status();
        if (answer.busy() || status == CONFLICT) {
            throw new WebException("answered " + status + " for " + asked);
        }
        if (status == 401 || status == 403) {
            return new FailureException(
                    CommonReason.AccessDenied,
                    "%s answered %d for %s: %s"
                            .formatted(
                                    shown,
                                    status,
                                    asked,
                                    secret.map(s -> "correct the Secret " + WebSecret.name(s) + ".")
                                            .orElse("it needs credentials; set secretRef.")));
        }
        return new FailureException(
                Reason.TrainerRefused,
                status / 100 == 3
                        ? "%s redirects (%d) for %s: name the address it redirects to.".formatted(shown, status, asked)
                        : "%s answered %d for %s: check its address.".formatted(shown, status, asked));
    }

    /** A state that the trainer's protocol does not have. */
    WebException unknown(String state, String known) {
        return new WebException("answered the state %s, which is none of %s"
                .formatted(JsonText.shortened(state, LONGEST_STATE), known));
    }
}
