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
    private static final int BAR_HEIGHT = 8;
    private static final int LEVEL_HEIGHT = 40;

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
        FeatureFacts.write(page, f);
        page.append("</div></div>");
        FeatureFacts.levels(page, "New:", f.newLevels());
        FeatureFacts.levels(page, "Vanished:", f.vanishedLevels());
        HtmlReport.lines(page, f.messages());
        page.append("</section>\n");
    }

    private static String sentence(Finding f) {
        Finding.Score score = f.scores().get(f.method());
        if (score == null) {
            return "";
        }
        if (score.ofP()) {
            return HtmlReport.escape(f.method() + " p " + Figures.probability(score.high()) + ", drift below "
                    + Figures.plain(f.threshold()));
        }
        String shown = f.method() + " " + Figures.grouped((score.low() + score.high()) / 2) + ", matters from "
                + Figures.grouped(f.threshold());
        Rule.Outcome outcome = f.outcome();
        if (outcome != null && f.verdict() == Verdict.UNDECIDED) {
            shown += "; " + untold(outcome.rowsNeeded());
        }
        return shown;
    }

    private static String untold(long rowsNeeded) {
        if (rowsNeeded > 0) {
            return Figures.grouped(rowsNeeded) + " rows would tell";
        }
        return rowsNeeded < 0 ? "the reference is too small to tell" : "only bounds are known, and they do not tell";
    }

    private static void histogram(StringBuilder page, Finding.Chart chart) {
        int bins = chart.labels().size();
        double most = most(chart);
        double step = (double) WIDTH / bins;
        svg(page, HEIGHT);
        for (int i = 0; i < bins; i++) {
            rect(page, i * step + 1, step - 2, chart.reference().get(i) / most, "r");
        }
        page.append("<path class=\"line\" d=\"M0 ").append(BASE);
        for (int i = 0; i < bins; i++) {
            String y = one(BASE - chart.current().get(i) / most * (BASE - 10));
            page.append('V').append(y).append('H').append(one((i + 1) * step));
        }
        page.append("V").append(BASE).append("\"/>");
        for (int i = 1; i < bins; i += Math.max(1, (bins - 2) / 4)) {
            String anchor = i == 1 ? "start" : i == bins - 1 ? "end" : "middle";
            text(page, i * step, 166, anchor, HtmlReport.escape(chart.labels().get(i)));
        }
        page.append("</svg>");
    }

    private static void text(StringBuilder page, double x, double y, String anchor, String text) {
        page.append("<text x=\"").append(one(x)).append("\" y=\"").append(one(y));
        page.append("\" text-anchor=\"")
                .append(anchor)
                .append("\">")
                .append(text)
                .append("</text>");
    }

    private static void rect(StringBuilder page, double x, double width, double share, String side) {
        double height = share * (BASE - 10);
        if (height > 0) {
            page.append("<rect x=\"").append(one(x)).append("\" y=\"").append(one(BASE - height));
            page.append("\" width=\"").append(one(width)).append("\" height=\"").append(one(height));
            page.append("\" class=\"").append(side).append("\"/>");
        }
    }

    /** Names stand above their bars: there is room for both on the narrowest screen. */
    private static void bars(StringBuilder page, Finding.Chart chart) {
        int levels = chart.labels().size();
        double most = most(chart);
        svg(page, levels * LEVEL_HEIGHT);
        for (int i = 0; i < levels; i++) {
            double reference = chart.reference().get(i);
            double current = chart.current().get(i);
            int y = i * LEVEL_HEIGHT;
            text(page, 0, y + 15, "start", HtmlReport.escape(chart.labels().get(i)));
            text(page, WIDTH, y + 15, "end", Figures.percent(reference) + " &rarr; " + Figures.percent(current));
            bar(page, y + 20, reference / most, "r");
            bar(page, y + 20 + BAR_HEIGHT, current / most, "c");
        }
        page.append("</svg>");
    }

    private static void bar(StringBuilder page, int y, double share, String side) {
        page.append("<rect y=\"").append(y).append("\" width=\"").append(one(Math.max(0.5, WIDTH * share)));
        page.append("\" height=\"")
                .append(BAR_HEIGHT - 1)
                .append("\" class=\"")
                .append(side)
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
                || score.ofP()
                || !Double.isFinite(outcome.confidence().high())) {
            return;
        }
        double scale = 290 / Math.max(1e-9, 1.15 * Math.max(outcome.confidence().high(), f.threshold()));
        double low = 5 + scale * outcome.confidence().low();
        double high = 5 + scale * outcome.confidence().high();
        double at = 5 + scale * (score.low() + score.high()) / 2;
        double limit = 5 + scale * f.threshold();
        page.append(
                "<svg viewBox=\"0 0 300 44\" role=\"img\" aria-label=\"interval\"><path class=\"axis\" d=\"M5 16H295\"/>");
        page.append("<path class=\"range\" d=\"M");
        page.append(one(low))
                .append(" 16H")
                .append(one(Math.max(high, low + 0.5)))
                .append("\"/><circle cx=\"");
        page.append(one(at)).append("\" cy=\"16\" r=\"4.5\" class=\"c\"/><path class=\"limit\" d=\"M");
        page.append(one(limit))
                .append(" 3V29\"/><text x=\"")
                .append(one(Math.min(limit, 200)))
                .append("\" y=\"41\">threshold ");
        page.append(Figures.grouped(f.threshold())).append("</text></svg>");
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
        page.append("<svg viewBox=\"0 0 300 52\" role=\"img\" aria-label=\"trend\"><path class=\"limit\" d=\"M5 ");
        page.append(one(36 - 30 * f.threshold() / Math.max(1e-9, most))).append("H275\"/><path class=\"trend\" d=\"M");
        for (int i = 0; i < scores.length; i++) {
            page.append(i == 0 ? "" : "L").append(one(5 + i * step)).append(' ');
            page.append(one(36 - 30 * scores[i] / Math.max(1e-9, most))).append(' ');
        }
        page.append("\"/><text x=\"5\" y=\"49\">last ").append(scores.length).append(" runs</text></svg>");
    }

    private static void svg(StringBuilder page, int height) {
        page.append("<svg viewBox=\"0 0 ").append(WIDTH).append(' ').append(height);
        page.append("\" class=\"d\" role=\"img\" aria-label=\"distributions\">");
    }

    private static String one(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
