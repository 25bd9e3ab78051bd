package dev.slipway.driftjob.evaluate;

import dev.slipway.driftjob.config.EvaluateConfig;
import dev.slipway.driftjob.gate.Holdout;
import dev.slipway.driftjob.read.Batch;
import dev.slipway.driftjob.read.Budget;
import dev.slipway.driftjob.read.ColumnData;
import dev.slipway.driftjob.read.Source;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Gathers labels, blocks, segments and both models' answers while the rows stream by. */
final class HoldoutRows {
    private final EvaluateConfig config;
    private final LabelCodes codes;
    private final List<String> available;
    private final RowAnswers candidate;
    private final RowAnswers champion;
    private final List<double[]> labels = new ArrayList<>();
    private final List<int[]> blocks = new ArrayList<>();
    private final Map<String, Integer> blockNumbers = new HashMap<>();
    private final Map<String, List<String>> segments = new LinkedHashMap<>();
    private final Set<String> columns = new LinkedHashSet<>();
    private boolean opposed;
    private boolean named;
    private int rows;

    HoldoutRows(EvaluateConfig config, LabelCodes codes, List<String> available) {
        this.config = config;
        this.codes = codes;
        this.available = available;
        this.candidate = new RowAnswers(codes, config.threshold());
        this.champion = new RowAnswers(codes, config.threshold());
        config.segmentColumns().forEach(by -> segments.put(by, new ArrayList<>()));
    }

    /** What a model takes of the rows. */
    RowInputs inputs(Model model, EvaluateConfig.ModelConfig of) throws FailureException {
        List<String> features =
                !of.features().isEmpty() ? of.features() : !config.features().isEmpty() ? config.features() : others();
        for (String feature : features) {
            if (!available.contains(feature)) {
                throw new FailureException(
                        CommonReason.InvalidConfig,
                        "The data has no column %s, which is a feature.".formatted(feature));
            }
        }
        columns.addAll(features);
        return new RowInputs(model, features);
    }

    private List<String> others() {
        return available.stream()
                .filter(c -> !c.equals(config.labelColumn())
                        && !config.segmentColumns().contains(c)
                        && !config.blockColumn().stream().anyMatch(c::equals)
                        && !c.equals(config.data().key()))
                .toList();
    }

    /** Carries a failure of a model out of the reading. */
    private static final class ModelFailed extends IOException {
        private final transient FailureException failure;

        ModelFailed(FailureException failure) {
            super(failure);
            this.failure = failure;
        }
    }

    Source.Result read(
            Source source,
            Model model,
            RowInputs inputs,
            Optional<Model> old,
            Optional<RowInputs> oldInputs,
            int maxRows)
            throws IOException, FailureException {
        opposed = old.isPresent();
        Set<String> wanted = new LinkedHashSet<>(columns);
        wanted.add(config.labelColumn());
        wanted.addAll(segments.keySet());
        config.blockColumn().ifPresent(wanted::add);
        try {
            return source.read(List.copyOf(wanted), source.fitted(new Budget(maxRows, Long.MAX_VALUE, 1)), batch -> {
                try {
                    candidate.add(model, model.run(inputs.of(batch)), batch.rows());
                    if (old.isPresent() && oldInputs.isPresent()) {
                        champion.add(old.get(), old.get().run(oldInputs.get().of(batch)), batch.rows());
                    }
                    keep(batch);
                } catch (FailureException e) {
                    throw new ModelFailed(e);
                }
            });
        } catch (ModelFailed e) {
            throw e.failure;
        }
    }

    private void keep(Batch batch) {
        double[] label = new double[batch.rows()];
        int[] block = new int[batch.rows()];
        ColumnData labelData = RowInputs.column(batch, config.labelColumn());
        for (int row = 0; row < batch.rows(); row++) {
            label[row] = labelData.isValue(row) ? codes.of(RowInputs.text(labelData, row)) : Double.NaN;
            named |= codes.named(label[row]);
            block[row] = rows++;
            if (config.blockColumn().isPresent()) {
                String value = RowInputs.text(
                        RowInputs.column(batch, config.blockColumn().get()), row);
                block[row] = blockNumbers.computeIfAbsent(value, v -> blockNumbers.size());
            }
            for (Map.Entry<String, List<String>> entry : segments.entrySet()) {
                entry.getValue().add(RowInputs.text(RowInputs.column(batch, entry.getKey()), row));
            }
        }
        labels.add(label);
        blocks.add(block);
    }

    /** The rows that have a label. */
    Holdout holdout(List<String> problems) {
        double[] all = labels.stream().flatMapToDouble(Arrays::stream).toArray();
        int[] block = blocks.stream().flatMapToInt(Arrays::stream).toArray();
        int[] known = IntStream.range(0, all.length)
                .filter(i -> !Double.isNaN(all[i]))
                .toArray();
        if (known.length < all.length) {
            problems.add((all.length - known.length) + " rows have no label and were left out");
        }
        double[] labelled = Arrays.stream(known).mapToDouble(i -> all[i]).toArray();
        boolean binary = Arrays.stream(labelled).allMatch(l -> l == 0 || l == 1);
        Holdout.Labels labelling =
                binary ? Holdout.Labels.BINARY : named ? Holdout.Labels.NAMES : Holdout.Labels.NUMBERS;
        Map<String, List<String>> kept = new LinkedHashMap<>();
        segments.forEach((by, values) ->
                kept.put(by, Arrays.stream(known).mapToObj(values::get).toList()));
        return new Holdout(
                labelled,
                labelling,
                opposed ? Optional.of(champion.answered(binary).rows(known)) : Optional.empty(),
                candidate.answered(binary).rows(known),
                numbered(Arrays.stream(known).map(i -> block[i]).toArray()),
                kept);
    }

    private static int[] numbered(int[] blocks) {
        Map<Integer, Integer> numbers = new HashMap<>();
        return Arrays.stream(blocks)
                .map(b -> numbers.computeIfAbsent(b, k -> numbers.size()))
                .toArray();
    }
}
