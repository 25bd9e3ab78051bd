package dev.slipway.driftjob.evaluate;

import dev.slipway.driftjob.config.EvaluateConfig;
import dev.slipway.driftjob.gate.GateDecision;
import dev.slipway.driftjob.read.Source;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an evaluation came to.
 *
 * @param rows that had a label
 * @param champion absent where there is none
 */
public record Judged(
        String name,
        Instant time,
        double seconds,
        GateDecision decision,
        String source,
        long rows,
        Source.Result read,
        Optional<Model.Identity> champion,
        Model.Identity candidate,
        List<String> problems,
        EvaluateConfig config) {}
