package dev.slipway.driftjob.evaluate;

import dev.slipway.driftjob.config.EvaluateConfig;
import dev.slipway.driftjob.config.RegistryConfig;
import dev.slipway.driftjob.config.ReportConfig;
import dev.slipway.driftjob.failure.Reason;
import dev.slipway.driftjob.files.ModelFetch;
import dev.slipway.driftjob.files.RemoteFiles;
import dev.slipway.driftjob.gate.Gate;
import dev.slipway.driftjob.gate.GateDecision;
import dev.slipway.driftjob.gate.Holdout;
import dev.slipway.driftjob.gate.LedgerEntry;
import dev.slipway.driftjob.read.Budget;
import dev.slipway.driftjob.read.ColumnData;
import dev.slipway.driftjob.read.Source;
import dev.slipway.driftjob.registry.ModelRegistry;
import dev.slipway.driftjob.run.Places;
import dev.slipway.driftjob.run.Reports;
import dev.slipway.driftjob.run.Sources;
import dev.slipway.workload.config.ConfigDocument;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The command {@code evaluate}: both models answer the same rows, batch by batch; only answers are kept. */
public final class Evaluation {
    private final Clock clock;
    private final RemoteFiles remote = new RemoteFiles();
    private final Sources sources = new Sources(remote);

    public Evaluation(Clock clock) {
        this.clock = clock;
    }

    /** Decides and reports. */
    public Judged evaluate(Path configFile) throws IOException, FailureException {
        EvaluateConfig config =
                EvaluateConfig.of(ConfigDocument.read(configFile).root());
        return switch (config.contenders()) {
            case EvaluateConfig.Contenders.Named named -> judge(config, named);
            case EvaluateConfig.Contenders.Aliases aliases -> judge(config, aliases);
        };
    }

    /** Looks once whom the aliases name: what they name later is another evaluation's. */
    private Judged judge(EvaluateConfig config, EvaluateConfig.Contenders.Aliases aliases)
            throws IOException, FailureException {
        RegistryConfig registry = aliases.registry();
        Optional<String> champion;
        Optional<String> candidate;
        try (ModelRegistry models = new ModelRegistry(registry)) {
            candidate = models.candidate();
            champion = models.champion();
        }
        if (candidate.isEmpty()) {
            return Judged.without(
                    config,
                    clock.instant(),
                    new GateDecision(false, Judged.NO_CANDIDATE, List.of()),
                    "The registry %s knows no alias %s of a model %s."
                            .formatted(registry.url(), registry.candidateAlias(), registry.model()));
        }
        if (candidate.equals(champion)) {
            return Judged.without(
                    config,
                    clock.instant(),
                    new GateDecision(false, Judged.CANDIDATE_IS_CHAMPION, List.of()),
                    "The aliases %s and %s both name version %s."
                            .formatted(registry.championAlias(), registry.candidateAlias(), candidate.get()));
        }
        Model.Identity wanted = new Model.Identity(uri(registry, candidate.get()), candidate.get(), "");
        if (champion.isEmpty() && !config.hasFloor()) {
            return Judged.without(
                            config,
                            clock.instant(),
                            new GateDecision(false, Judged.NO_CHAMPION, List.of()),
                            "No version has the alias %s, and no rule is a floor: give the alias to a version, or add a floor."
                                    .formatted(registry.championAlias()))
                    .of(wanted);
        }
        return judge(
                config,
                new EvaluateConfig.Contenders.Named(
                        champion.map(version -> model(aliases, version)), model(aliases, candidate.get())));
    }

    private static String uri(RegistryConfig registry, String version) {
        return "mlflow:models/" + registry.model() + "/" + version;
    }

    private static EvaluateConfig.ModelConfig model(EvaluateConfig.Contenders.Aliases aliases, String version) {
        RegistryConfig registry = aliases.registry();
        return new EvaluateConfig.ModelConfig.File(
                uri(registry, version),
                Optional.empty(),
                Optional.of(new EvaluateConfig.Registry(registry.url(), registry.secret())),
                aliases.features());
    }

    private Judged judge(EvaluateConfig config, EvaluateConfig.Contenders.Named contenders)
            throws IOException, FailureException {
        Instant start = clock.instant();
        ModelLoader loader = new ModelLoader(new ModelFetch());
        Source source = sources.open(config.data());
        List<String> problems = new ArrayList<>();
        try (Model candidate = loader.open(contenders.candidate());
                Contender champion = contenders.champion().isPresent()
                        ? new Contender(loader.open(contenders.champion().get()))
                        : new Contender(null)) {
            List<String> available =
                    source.columns().stream().map(Source.Column::name).toList();
            LabelCodes codes = codes(config, source, available);
            HoldoutRows rows = new HoldoutRows(config, codes, available);
            RowInputs candidateInputs = rows.inputs(candidate, contenders.candidate());
            Optional<RowInputs> championInputs = champion.model().isPresent()
                    ? Optional.of(rows.inputs(
                            champion.model().get(), contenders.champion().orElseThrow()))
                    : Optional.empty();
            Source.Result read =
                    rows.read(source, candidate, candidateInputs, champion.model(), championInputs, config.maxRows());
            Holdout holdout = rows.holdout(problems);
            Gate gate = new Gate(config.rules(), config.minRows(), config.resamples(), config.seed());
            GateDecision decision = gate.decide(holdout);
            return new Judged(
                    config.name(),
                    start,
                    (clock.instant().toEpochMilli() - start.toEpochMilli()) / 1e3,
                    decision,
                    sentence(decision, holdout, config, codes),
                    source.description(),
                    holdout.size(),
                    read,
                    champion.model().map(Model::identity),
                    Optional.of(candidate.identity()),
                    problems,
                    config);
        }
    }

    /** Where a metric is not defined, what is known of the labels says why. */
    private static String sentence(GateDecision decision, Holdout holdout, EvaluateConfig config, LabelCodes codes) {
        if (decision.reason().equals(GateDecision.TOO_FEW_BLOCKS)) {
            return "The rows have fewer than %d values of blockColumn %s, which cannot tell chance from merit: widen the data."
                    .formatted(Gate.FEWEST_BLOCKS, config.blockColumn().orElse(""));
        }
        String sentence = Judged.sentence(decision, holdout.size(), config.minRows());
        return decision.reason().equals(LedgerEntry.METRIC_UNDEFINED)
                ? sentence
                        + codes.unlike()
                                .map(why -> " The column " + config.labelColumn() + " " + why + ".")
                                .orElse("")
                : sentence;
    }

    /** Writes the full report; where it is, or nothing where none is asked for. */
    public String write(Judged judged) throws FailureException {
        Optional<ReportConfig> place = judged.config().report();
        if (place.isEmpty()) {
            return "";
        }
        try {
            Reports reports = new Reports(
                    Places.open(place.get().place()), Reports.fileName(judged.name()) + "-evaluation", place.get());
            String name = reports.name(judged.time(), "json");
            reports.put(name, EvaluationReport.whole(judged));
            reports.prune();
            return reports.address(name);
        } catch (IOException e) {
            throw new FailureException(
                    Reason.StoreUnavailable, "The report cannot be written: %s.".formatted(e.getMessage()), e);
        }
    }

    /** The champion, where there is one. */
    private static final class Contender implements AutoCloseable {
        private final Optional<Model> model;

        Contender(@Nullable Model model) {
            this.model = Optional.ofNullable(model);
        }

        Optional<Model> model() {
            return model;
        }

        @Override
        public void close() {
            model.ifPresent(Model::close);
        }
    }

    /** Reads the labels once beforehand: whether they are two names tells what a class is. */
    private static LabelCodes codes(EvaluateConfig config, Source source, List<String> available)
            throws IOException, FailureException {
        Set<String> needed = new LinkedHashSet<>(List.of(config.labelColumn()));
        needed.addAll(config.segmentColumns());
        config.blockColumn().ifPresent(needed::add);
        for (String column : needed) {
            if (!available.contains(column)) {
                throw new FailureException(
                        CommonReason.InvalidConfig,
                        "The data has no column %s; it has %s.".formatted(column, String.join(", ", available)));
            }
        }
        Set<String> labels = new TreeSet<>();
        source.read(
                List.of(config.labelColumn()),
                source.fitted(new Budget(config.maxRows(), Long.MAX_VALUE, 1)),
                batch -> {
                    ColumnData data = batch.columns().getFirst();
                    for (int row = 0; row < batch.rows() && labels.size() < 3; row++) {
                        if (data.isValue(row)) {
                            labels.add(RowInputs.text(data, row));
                        }
                    }
                });
        LabelCodes codes = new LabelCodes(config.positiveLabel());
        boolean zeroOne = labels.stream().allMatch(l -> codes.of(l) == 0 || codes.of(l) == 1)
                && config.positiveLabel().equals("1");
        codes.seen(labels);
        codes.twoNames(labels.size() <= 2 && !zeroOne && labels.contains(config.positiveLabel()));
        return codes;
    }
}
