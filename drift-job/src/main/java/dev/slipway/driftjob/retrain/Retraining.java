package dev.slipway.driftjob.retrain;

import dev.slipway.driftjob.config.RetrainConfig;
import dev.slipway.driftjob.failure.Reason;
import dev.slipway.driftjob.web.WebException;
import dev.slipway.workload.config.ConfigDocument;
import dev.slipway.workload.failure.FailureException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The command {@code retrain}: starts a training and waits for its end. A trainer that is away for a while is asked again; a
 * process that ends in between finds the training by its id.
 */
public final class Retraining {
    /** Failures in a row after which this attempt ends; the Job's next one goes on. */
    private static final int PATIENCE = 30;

    private final Clock clock;

    public Retraining(Clock clock) {
        this.clock = clock;
    }

    /** Trains; the summary. */
    public Map<String, Object> execute(Path configFile) throws FailureException {
        RetrainConfig config = RetrainConfig.of(ConfigDocument.read(configFile).root());
        Instant end = config.startedAt().orElse(clock.instant()).plus(config.timeout());
        try (Trainer trainer = trainer(config)) {
            return train(config, trainer, end);
        }
    }

    private Trainer trainer(RetrainConfig config) throws FailureException {
        return switch (config.trainer()) {
            case RetrainConfig.Trainer.Airflow airflow -> new AirflowTrainer(config, airflow);
            case RetrainConfig.Trainer.Webhook webhook -> new WebhookTrainer(config, webhook, clock);
        };
    }

    private Map<String, Object> train(RetrainConfig config, Trainer trainer, Instant end) throws FailureException {
        Trainer.Started started = patiently(config, trainer, end, trainer::start);
        if (started == Trainer.Started.ACCEPTED || started == Trainer.Started.DONE) {
            return summary(config, trainer, started);
        }
        while (true) {
            Training training = look(config, trainer, end);
            switch (training.state()) {
                case SUCCEEDED -> {
                    return summary(config, trainer, started);
                }
                case FAILED ->
                    throw failed(
                            Reason.TrainingFailed,
                            trainer,
                            training.detail().isEmpty() ? "failed; see its logs" : "failed: " + training.detail());
                case PAUSED -> {
                    giveUp(config, trainer);
                    throw failed(Reason.TrainerPaused, trainer, "waits and was given up: " + training.detail());
                }
                case RUNNING -> {}
            }
            if (!clock.instant().isBefore(end)) {
                giveUp(config, trainer);
                throw failed(
                        Reason.TrainingTimeout,
                        trainer,
                        "did not come to its end within %s and was given up".formatted(shown(config.timeout())));
            }
            pause(least(config.poll(), Duration.between(clock.instant(), end)));
        }
    }

    /** What was started goes on while its trainer refuses to tell: only the end of its time ends the wait for it. */
    private Training look(RetrainConfig config, Trainer trainer, Instant end) throws FailureException {
        for (boolean said = false; ; said = true) {
            try {
                return patiently(config, trainer, end, trainer::look);
            } catch (FailureException e) {
                if (e.failure().reason() == Reason.TrainerUnavailable
                        || !clock.instant().plus(config.poll()).isBefore(end)) {
                    throw e;
                }
                if (!said) {
                    System.err.println(e.failure().message() + " The training may go on: it is waited for.");
                }
                pause(config.poll());
            }
        }
    }

    private interface Call<T> {
        T make() throws WebException, FailureException;
    }

    private <T> T patiently(RetrainConfig config, Trainer trainer, Instant end, Call<T> call) throws FailureException {
        for (int failures = 1; ; failures++) {
            try {
                return call.make();
            } catch (WebException e) {
                if (failures == PATIENCE || !clock.instant().plus(config.poll()).isBefore(end)) {
                    throw unavailable(trainer, e);
                }
                pause(config.poll());
            }
        }
    }

    /** What cannot be given up now is found again by its id by the next attempt of the Job. */
    private void giveUp(RetrainConfig config, Trainer trainer) throws FailureException {
        Instant soon = clock.instant().plus(config.poll().multipliedBy(3));
        patiently(config, trainer, soon, () -> {
            trainer.giveUp();
            return true;
        });
    }

    private static FailureException unavailable(Trainer trainer, WebException e) {
        return new FailureException(Reason.TrainerUnavailable, "%s %s.".formatted(trainer.shown(), e.getMessage()), e);
    }

    private static FailureException failed(Reason reason, Trainer trainer, String what) {
        return new FailureException(
                reason, "The training %s at %s %s.".formatted(trainer.externalId(), trainer.shown(), what));
    }

    private static Map<String, Object> summary(RetrainConfig config, Trainer trainer, Trainer.Started started) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("command", "retrain");
        summary.put("outcome", started == Trainer.Started.ACCEPTED ? "Accepted" : "Succeeded");
        summary.put("executor", trainer.executor());
        summary.put("externalId", trainer.externalId());
        summary.put("id", config.id());
        summary.put("adopted", started == Trainer.Started.ADOPTED);
        return summary;
    }

    private static String shown(Duration timeout) {
        return timeout.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    private static Duration least(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static void pause(Duration pause) throws FailureException {
        try {
            Thread.sleep(pause.isNegative() ? Duration.ZERO : pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailureException(Reason.TrainerUnavailable, "The training was not waited for.", e);
        }
    }
}
