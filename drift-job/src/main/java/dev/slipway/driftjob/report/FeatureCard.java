package dev.slipway.driftjob.report;

import dev.slipway.driftjob.decision.Rule;
import dev.slipway.driftjob.decision.Verdict;
import java.util.List;
import java.util.Locale;

/** One feature on the page: both distributions, score with interval, trend over runs, what is remarkable. */
final class FeatureCard {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 170;
    private static final int BASE = 150;
    private static final int BAR_HEIGHT = 18;
    private static final int BAR_WIDTH = 340;

    private FeatureCard() {}

    static void write(StringBuilder page, Finding f, List<Report.PastRun> trend) {
        page.append("<section class=\"card\"><div class=\"head\"><h2>").append(HtmlReport.escape(f.feature()));
        page.append("</h2><span class=\"v ").append(f.verdict()).append("\">").append(HtmlReport.word(f.verdict()));
        page.append("</span><span class=\"soft\">")
                .append(f.kind().toLowerCase(Locale.ROOT).replace('_', ' '));
        page.append("</span><span>").append(sentence(f)).append("</span></div><div class=\"row\"><div>");
        if (f.chart().labels().isEmpty()) {
            page.append("<p class=\"soft\">nothing to draw</p>");
        } else if (f.reference().min() <= f.reference().max()) {
            histogram(page, f.chart());
        } else {
            bars(page, f.chart());
        }
        page.append("</div><div>");
        interval(page, f);
        trend(page, f, trend);
        table(page, f);
        page.append("</div></div>");
        if (!f.messages().isEmpty()) {
            page.append("<ul>");
            f.messages()
                    .forEach(m ->
                            page.append("<li>").append(HtmlReport.escape(m)).append("</li>"));
            page.append("</ul>");
        }
        page.append("</section>\n");
    }

    private static String sentence(Finding f) {
        Finding.Score score = f.scores().get(f.method());
        if (score == null) {
            return "";
        }
        String shown =
                f.method() + " " + number((score.low() + score.high()) / 2) + ", matters from " + number(f.threshold());
        Rule.Outcome outcome = f.outcome();
        if (outcome != null && f.verdict() == Verdict.UNDECIDED) {
            shown += outcome.rowsNeeded() > 0
                    ? String.format(Locale.ROOT, "; %,d rows would tell", outcome.rowsNeeded())
                    : "; the reference is too small to tell";
        }
        return shown;
    }

    private static void histogram(StringBuilder page, Finding.Chart chart) {
        int bins = chart.labels().size();
        double most = most(chart);
        double step = (double) WIDTH / bins;
        svg(page, HEIGHT);
        for (int i = 0; i < bins; i++) {
            rect(page, i * step + 1, step - 2, chart.reference().get(i) / most, "#c3ced9");
        }
        page.append("<path fill=\"none\" stroke=\"#2563a8\" stroke-width=\"2\" d=\"M0 ")
                .append(BASE);
        for (int i = 0; i < bins; i++) {
            String y = one(BASE - chart.current().get(i) / most * (BASE - 10));
            page.append('V').append(y).append('H').append(one((i + 1) * step));
        }
        page.append("V").append(BASE).append("\"/>");
        for (int i = 1; i < bins; i += Math.max(1, bins / 6)) {
            page.append("<text x=\"").append(one(i * step)).append("\" y=\"166\">");
            page.append(HtmlReport.escape(chart.labels().get(i))).append("</text>");
        }
        page.append("</svg>");
    }

    private static void rect(StringBuilder page, double x, double width, double share, String colour) {
        double height = share * (BASE - 10);
        if (height > 0) {
            page.append("<rect x=\"").append(one(x)).append("\" y=\"").append(one(BASE - height));
            page.append("\" width=\"").append(one(width)).append("\" height=\"").append(one(height));
            page.append("\" fill=\"").append(colour).append("\"/>");
        }
    }

    private static void bars(StringBuilder page, Finding.Chart chart) {
        int levels = chart.labels().size();
        double most = most(chart);
        svg(page, levels * (BAR_HEIGHT + 6) + 4);
        for (int i = 0; i < levels; i++) {
            double y = i * (BAR_HEIGHT + 6) + 2;
            page.append("<text x=\"150\" y=\"").append(one(y + 13)).append("\" text-anchor=\"end\">");
            page.append(HtmlReport.escape(chart.labels().get(i))).append("</text>");
            bar(page, y, chart.reference().get(i) / most, "#8fa3b8");
            bar(page, y + BAR_HEIGHT / 2.0, chart.current().get(i) / most, "#2563a8");
            page.append("<text x=\"")
                    .append(one(166
                            + BAR_WIDTH
                                    * Math.max(
                                            chart.reference().get(i),
                                            chart.current().get(i))
                                    / most));
            page.append("\" y=\"")
                    .append(one(y + 13))
                    .append("\">")
                    .append(percent(chart.reference().get(i)));
            page.append(" &rarr; ").append(percent(chart.current().get(i))).append("</text>");
        }
        page.append("</svg>");
    }

    private static void bar(StringBuilder page, double y, double share, String colour) {
        page.append("<rect x=\"160\" y=\"")
                .append(one(y))
                .append("\" width=\"")
                .append(one(Math.max(0.5, BAR_WIDTH * share)));
        page.append("\" height=\"")
                .append(BAR_HEIGHT / 2 - 1)
                .append("\" fill=\"")
                .append(colour)
                .append("\"/>");
    }

    private static double most(Finding.Chart chart) {
        double most = 1e-9;
        for (int i = 0; i < chart.labels().size(); i++) {
            most = Math.max(
                    most, Math.max(chart.reference().get(i), chart.current().get(i)));
        }
        return most;
    }

    /** Confidence interval of the deciding distance on a line, with the threshold. */
    private static void interval(StringBuilder page, Finding f) {
        Rule.Outcome outcome = f.outcome();
        Finding.Score score = f.scores().get(f.method());
        if (outcome == null
                || score == null
                || !Double.isFinite(outcome.confidence().high())) {
            return;
        }
        double scale = 290 / Math.max(1e-9, 1.15 * Math.max(outcome.confidence().high(), f.threshold()));
        double low = 5 + scale * outcome.confidence().low();
        double high = 5 + scale * outcome.confidence().high();
        double at = 5 + scale * (score.low() + score.high()) / 2;
        double limit = 5 + scale * f.threshold();
        page.append(
                "<svg viewBox=\"0 0 300 44\" role=\"img\" aria-label=\"interval\"><path stroke=\"#dfe4ea\" d=\"M5 16H295\"/>");
        page.append("<path stroke=\"#2563a8\" stroke-width=\"6\" stroke-linecap=\"round\" opacity=\".35\" d=\"M");
        page.append(one(low))
                .append(" 16H")
                .append(one(Math.max(high, low + 0.5)))
                .append("\"/><circle cx=\"");
        page.append(one(at))
                .append(
                        "\" cy=\"16\" r=\"4.5\" fill=\"#2563a8\"/><path stroke=\"#b3261e\" stroke-dasharray=\"3 2\" d=\"M");
        page.append(one(limit))
                .append(" 3V29\"/><text x=\"")
                .append(one(Math.min(limit, 200)))
                .append("\" y=\"41\">threshold ");
        page.append(number(f.threshold())).append("</text></svg>");
    }

    private static void trend(StringBuilder page, Finding f, List<Report.PastRun> runs) {
        double[] scores = runs.stream()
                .mapToDouble(r -> r.scores().stream()
                        .filter(s -> s.feature().equals(f.feature()))
                        .mapToDouble(Report.PastScore::score)
                        .findFirst()
                        .orElse(Double.NaN))
                .filter(Double::isFinite)
                .toArray();
        if (scores.length < 2) {
            return;
        }
        double most = f.threshold();
        for (double score : scores) {
            most = Math.max(most, score);
        }
        double step = 270.0 / (scores.length - 1);
        page.append(
                "<svg viewBox=\"0 0 300 52\" role=\"img\" aria-label=\"trend\"><path stroke=\"#b3261e\" stroke-dasharray=\"3 2\" d=\"M5 ");
        page.append(one(36 - 30 * f.threshold() / Math.max(1e-9, most)))
                .append("H275\"/><path fill=\"none\" stroke=\"#1c2430\" stroke-width=\"1.5\" d=\"M");
        for (int i = 0; i < scores.length; i++) {
            page.append(i == 0 ? "" : "L").append(one(5 + i * step)).append(' ');
            page.append(one(36 - 30 * scores[i] / Math.max(1e-9, most))).append(' ');
        }
        page.append("\"/><text x=\"5\" y=\"49\">last ").append(scores.length).append(" runs</text></svg>");
    }

    private static void table(StringBuilder page, Finding f) {
        page.append("<table><tr><th></th><th>reference</th><th>current</th></tr>");
        row(page, "rows", (double) f.reference().rows(), (double) f.current().rows());
        row(page, "nulls", (double) f.reference().nulls(), (double) f.current().nulls());
        if (f.reference().min() <= f.reference().max()) {
            row(page, "mean", f.reference().mean(), f.current().mean());
            row(page, "deviation", f.reference().deviation(), f.current().deviation());
            row(page, "least", f.reference().min(), f.current().min());
            row(page, "greatest", f.reference().max(), f.current().max());
        }
        page.append("</table><p class=\"soft\">");
        f.scores()
                .forEach((method, score) -> page.append(method)
                        .append(' ')
                        .append(number((score.low() + score.high()) / 2))
                        .append(" &nbsp; "));
        page.append("</p>");
    }

    private static void row(StringBuilder page, String name, double reference, double current) {
        page.append("<tr><td>")
                .append(name)
                .append("</td><td>")
                .append(number(reference))
                .append("</td><td>");
        page.append(number(current)).append("</td></tr>");
    }

    private static void svg(StringBuilder page, int height) {
        page.append("<svg viewBox=\"0 0 ").append(WIDTH).append(' ').append(height);
        page.append("\" role=\"img\" aria-label=\"distributions\">");
    }

    static String number(double value) {
        if (!Double.isFinite(value)) {
            return "–";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e12
                ? String.format(Locale.ROOT, "%,d", (long) value)
                : String.format(Locale.ROOT, "%.4g", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String one(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
