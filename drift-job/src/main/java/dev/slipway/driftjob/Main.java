package dev.slipway.driftjob;

import dev.slipway.driftjob.alert.Alerts;
import dev.slipway.driftjob.evaluate.Evaluation;
import dev.slipway.driftjob.evaluate.EvaluationReport;
import dev.slipway.driftjob.evaluate.Judged;
import dev.slipway.driftjob.failure.Reason;
import dev.slipway.driftjob.read.SourceException;
import dev.slipway.driftjob.registry.Promotion;
import dev.slipway.driftjob.registry.Rollback;
import dev.slipway.driftjob.report.Summary;
import dev.slipway.driftjob.retrain.Retraining;
import dev.slipway.driftjob.run.Job;
import dev.slipway.driftjob.store.StoreException;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.Failure;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.failure.FailureReason;
import dev.slipway.workload.failure.TerminationLog;
import dev.slipway.workload.json.JsonText;
import dev.slipway.workload.json.JsonTree;
import dev.slipway.workload.objectstore.ObjectIOException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;

/**
 * {@code drift-job run|profile|evaluate|alert|retrain|promote|rollback --config FILE}. What came of it is one line of JSON in the termination log and on
 * standard output; exit codes and reasons are in docs/reference/drift-job.md.
 */
public final class Main {
    private static final String USAGE =
            "usage: drift-job run|profile|evaluate|alert|retrain|promote|rollback --config FILE";

    private final Clock clock;
    private final TerminationLog log;
    private final PrintStream out;

    Main(Clock clock, TerminationLog log, PrintStream out) {
        this.clock = clock;
        this.log = log;
        this.out = out;
    }

    public static void main(String[] arguments) {
        System.exit(new Main(Clock.systemUTC(), TerminationLog.fromEnvironment(System.getenv()), System.out)
                .execute(arguments));
    }

    int execute(String... arguments) {
        try {
            if (arguments.length != 3 || !arguments[1].equals("--config")) {
                throw new FailureException(CommonReason.InvalidConfig, USAGE);
            }
            say(new String(command(arguments[0], Path.of(arguments[2])), StandardCharsets.UTF_8));
            return 0;
        } catch (FailureException e) {
            return failed(e.failure());
        } catch (StoreException e) {
            return failed(e.failure().failure());
        } catch (ObjectIOException e) {
            return failed(e.failure().failure());
        } catch (IOException e) {
            return failed(
                    new Failure(SourceException.reason(e, Reason.SourceUnavailable), String.valueOf(e.getMessage())));
        } catch (OutOfMemoryError e) {
            return failed(new Failure(CommonReason.OutOfMemory, outOfMemory()));
        } catch (RuntimeException | LinkageError e) {
            e.printStackTrace();
            return failed(new Failure(CommonReason.InternalError, "A defect of this program: " + e));
        }
    }

    private byte[] command(String command, Path config) throws IOException, FailureException {
        Job job = new Job(clock);
        return switch (command) {
            case "run" -> {
                Job.Finished finished = job.run(config);
                yield Summary.of(finished.report(), finished.address());
            }
            case "profile" ->
                ("{\"command\":\"profile\",\"rows\":" + job.profile(config).rows() + ",\"config\":"
                                + JsonText.quote(config.toString()) + "}")
                        .getBytes(StandardCharsets.UTF_8);
            case "evaluate" -> {
                Evaluation evaluation = new Evaluation(clock);
                Judged judged = evaluation.evaluate(config);
                yield EvaluationReport.summary(judged, evaluation.write(judged));
            }
            case "alert" -> JsonTree.write(new Alerts(clock).deliver(config));
            case "retrain" -> JsonTree.write(new Retraining(clock).execute(config));
            case "promote" -> JsonTree.write(Promotion.execute(config));
            case "rollback" -> JsonTree.write(Rollback.execute(config));
            default -> throw new FailureException(CommonReason.InvalidConfig, USAGE);
        };
    }

    /** What helps in a DriftMonitor, whose runs have the memory that the operator gives them, and what beside one. */
    static String outOfMemory() {
        return ("Memory of %d MB ran out: name columns that need no comparison in features.ignore, choose a shorter current.window,"
                        + " or, where you start it yourself, give Java more memory (-Xmx).")
                .formatted(Runtime.getRuntime().maxMemory() >> 20);
    }

    private int failed(Failure failure) {
        say(failure.json());
        System.err.println(failure.reason().name() + ": " + failure.message());
        return code(failure.reason());
    }

    /** 1: another attempt may help; 2: it does not; 3: a defect. */
    static int code(FailureReason reason) {
        return switch (reason) {
            case CommonReason common ->
                switch (common) {
                    case InvalidConfig, ReferenceNotFound, InvalidSecret -> 2;
                    case AccessDenied, ArtifactNotFound, ArtifactUnavailable, RegistryUnreachable, DiskFull -> 1;
                    case OutOfMemory, InternalError -> 3;
                };
            case Reason own ->
                switch (own) {
                    case ModelInvalid, SinkRefused, TrainerRefused, TrainerPaused, TrainingFailed, TrainingTimeout -> 2;
                    case SourceUnavailable,
                            BaselineUnavailable,
                            StoreUnavailable,
                            SinkUnavailable,
                            TrainerUnavailable -> 1;
                };
            default -> 1;
        };
    }

    private void say(String line) {
        out.println(line);
        log.write(line);
    }
}
