package dev.slipway.driftjob.concept;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import moa.classifiers.core.driftdetection.ADWINChangeDetector;
import moa.classifiers.core.driftdetection.AbstractChangeDetector;
import moa.classifiers.core.driftdetection.DDM;
import moa.classifiers.core.driftdetection.EDDM;
import moa.classifiers.core.driftdetection.HDDM_A_Test;
import moa.classifiers.core.driftdetection.HDDM_W_Test;
import moa.classifiers.core.driftdetection.PageHinkleyDM;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every signal at every step as MOA 2024.07 gives it, also with the state saved and restored on the way;
 * {@code -Ddrift.streams=1000} for the full count of streams of 10,000 values.
 */
class MoaAgreementTest {
    private static final int STREAMS = Integer.getInteger("drift.streams", 50);
    private static final int LENGTH = 10_000;

    @ParameterizedTest
    @EnumSource(value = DetectorType.class, names = "KSWIN", mode = EnumSource.Mode.EXCLUDE)
    void signals_are_those_of_moa_at_every_step(DetectorType type) {
        int drifts = 0;
        for (int stream = 0; stream < STREAMS; stream++) {
            SplittableRandom random = new SplittableRandom(stream);
            Detector ours = type.create();
            AbstractChangeDetector theirs = moa(type);
            double rate = random.nextDouble() / 2;
            for (int step = 0; step < LENGTH; step++) {
                if (random.nextInt(2_000) == 0) {
                    rate = random.nextDouble();
                }
                double error = random.nextDouble() < rate ? 1 : 0;
                Signal signal = ours.add(error);
                theirs.input(error);
                if (signal != signal(theirs)) {
                    assertThat(signal).as("stream %d, step %d", stream, step).isEqualTo(signal(theirs));
                }
                drifts += signal == Signal.DRIFT ? 1 : 0;
                if (random.nextInt(500) == 0) {
                    Detector next = type.create();
                    next.restore(ours.state());
                    ours = next;
                }
            }
        }
        assertThat(drifts).isGreaterThan(STREAMS);
    }

    private static Signal signal(AbstractChangeDetector detector) {
        if (detector.getChange()) {
            return Signal.DRIFT;
        }
        return detector.getWarningZone() ? Signal.WARNING : Signal.NONE;
    }

    private static AbstractChangeDetector moa(DetectorType type) {
        AbstractChangeDetector detector =
                switch (type) {
                    case DDM -> new DDM();
                    case EDDM -> new EDDM();
                    case PageHinkley -> new PageHinkleyDM();
                    case HDDM_A -> new HDDM_A_Test();
                    case HDDM_W -> new HDDM_W_Test();
                    case ADWIN -> new ADWINChangeDetector();
                    case KSWIN -> throw new IllegalArgumentException("not in MOA");
                };
        detector.resetLearning();
        return detector;
    }
}
