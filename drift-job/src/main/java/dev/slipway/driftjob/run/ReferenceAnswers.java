package dev.slipway.driftjob.run;

import dev.slipway.driftjob.concept.Answers;
import dev.slipway.driftjob.config.LabelConfig;
import dev.slipway.driftjob.config.PredictionConfig;
import dev.slipway.driftjob.config.RunConfig;
import dev.slipway.driftjob.config.SourceConfig;
import dev.slipway.driftjob.read.Budget;
import dev.slipway.driftjob.read.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Predictions and labels of a reference: from its own columns, or joined with the table of labels. */
final class ReferenceAnswers {
    static final int MAX_ROWS = 200_000;

    private final RunConfig config;
    private final PredictionConfig prediction;
    private final List<String> problems;

    ReferenceAnswers(RunConfig config, PredictionConfig prediction, List<String> problems) {
        this.config = config;
        this.prediction = prediction;
        this.problems = problems;
    }

    Optional<Answers> of(Source reference, Optional<Source> labels) throws IOException {
        List<Source.Column> available = reference.columns();
        AnswerColumns columns = new AnswerColumns(prediction);
        List<String> answers = columns.among(available);
        Optional<String> label = config.labels()
                .map(LabelConfig::labelColumn)
                .filter(name -> available.stream().anyMatch(c -> c.name().equals(name)));
        if (answers.isEmpty()) {
            return Optional.empty();
        }
        if (label.isPresent()) {
            return Optional.of(own(reference, columns, answers, label.get()));
        }
        SourceConfig source = config.reference().source();
        if (labels.isPresent() && available.stream().anyMatch(c -> c.name().equals(source.key()))) {
            LabelJoin join = new LabelJoin(
                    config.labels().orElseThrow(),
                    prediction,
                    labels.get(),
                    reference,
                    source.key(),
                    source.time(),
                    problems);
            return Optional.of(join.all().answers());
        }
        return Optional.empty();
    }

    private Answers own(Source reference, AnswerColumns columns, List<String> answers, String label)
            throws IOException {
        List<String> wanted = new ArrayList<>(answers);
        wanted.add(label);
        List<double[]> rows = new ArrayList<>();
        Budget budget = reference.fitted(new Budget(MAX_ROWS, Long.MAX_VALUE, 1));
        reference.read(wanted, budget, batch -> {
            for (int row = 0; row < batch.rows(); row++) {
                if (batch.columns().getLast().isValue(row)) {
                    rows.add(new double[] {
                        columns.score(batch, answers, row),
                        columns.predicted(batch, answers, row),
                        columns.code(batch.columns().getLast(), row)
                    });
                }
            }
        });
        double[][] values = new double[3][rows.size()];
        for (int i = 0; i < rows.size(); i++) {
            for (int k = 0; k < 3; k++) {
                values[k][i] = rows.get(i)[k];
            }
        }
        return columns.labelled(values[0], values[1], values[2], label, problems);
    }
}
