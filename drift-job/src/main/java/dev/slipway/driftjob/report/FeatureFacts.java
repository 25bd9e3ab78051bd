package dev.slipway.driftjob.report;

import dev.slipway.driftjob.profile.ColumnKind;
import dev.slipway.workload.json.JsonText;
import java.util.List;

/** The figures of one feature: both sides, every method with its p-value, levels that came and went. */
final class FeatureFacts {
    private static final int NAMED = 8;
    private static final int LONGEST = 40;

    private FeatureFacts() {}

    static void write(StringBuilder page, Finding f) {
        boolean times = f.kind().equals(ColumnKind.TIMESTAMP.name());
        page.append("<table><tr><th></th><th>reference</th><th>current</th></tr>");
        row(
                page,
                "rows",
                Figures.grouped(f.reference().rows()),
                Figures.grouped(f.current().rows()));
        row(
                page,
                "nulls",
                Figures.grouped(f.reference().nulls()),
                Figures.grouped(f.current().nulls()));
        if (f.reference().min() <= f.reference().max()) {
            Finding.Side x = f.reference();
            Finding.Side y = f.current();
            row(page, "mean", value(x.mean(), times), value(y.mean(), times));
            row(page, "deviation", spread(x.deviation(), times), spread(y.deviation(), times));
            row(page, "least", value(x.min(), times), value(y.min(), times));
            row(page, "greatest", value(x.max(), times), value(y.max(), times));
        }
        page.append("</table>");
        scores(page, f);
    }

    private static String value(double value, boolean time) {
        return time && Double.isFinite(value) ? Figures.minute(value) : Figures.grouped(value);
    }

    private static String spread(double value, boolean time) {
        return time && Double.isFinite(value) ? Figures.duration(value) : Figures.grouped(value);
    }

    private static void row(StringBuilder page, String name, String reference, String current) {
        page.append("<tr><td>").append(name).append("</td><td>").append(reference);
        page.append("</td><td>").append(current).append("</td></tr>");
    }

    private static void scores(StringBuilder page, Finding f) {
        if (f.scores().isEmpty()) {
            return;
        }
        page.append("<table><tr><th>method</th><th>score</th><th>p</th></tr>");
        f.scores().forEach((method, score) -> {
            row(page, method, interval(score.low(), score.high()), probabilities(score));
        });
        page.append("</table>");
        if (f.outcome() != null && !Double.isNaN(f.outcome().adjustedP())) {
            page.append("<p class=\"soft\">p after correction for many columns: ")
                    .append(HtmlReport.escape(Figures.probability(f.outcome().adjustedP())))
                    .append("</p>");
        }
    }

    private static String interval(double low, double high) {
        String least = Figures.grouped(low);
        String most = Figures.grouped(high);
        return least.equals(most) ? least : least + " to " + most;
    }

    private static String probabilities(Finding.Score score) {
        String least = HtmlReport.escape(Figures.probability(score.pLow()));
        String most = HtmlReport.escape(Figures.probability(score.pHigh()));
        return least.equals(most) ? least : least + " to " + most;
    }

    /** Levels with their share of the side that has them. */
    static void levels(StringBuilder page, String title, List<Finding.Level> levels) {
        if (levels.isEmpty()) {
            return;
        }
        page.append("<p class=\"soft\"><b>").append(title).append("</b> ");
        for (int i = 0; i < Math.min(NAMED, levels.size()); i++) {
            Finding.Level level = levels.get(i);
            String name = level.name();
            page.append(i == 0 ? "" : ", ")
                    .append(HtmlReport.escape(JsonText.shortened(name, LONGEST)))
                    .append(' ')
                    .append(Figures.percent(level.share()));
        }
        page.append(levels.size() > NAMED ? ", and more" : "").append("</p>");
    }
}
