package dev.slipway.driftjob.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How well the model does, above all else on the page: what is measured and estimated beside what was and what is accepted. */
final class PerformanceCard {
    /** Two-sided 95 %. */
    private static final double NORMAL = 1.96;

    private PerformanceCard() {}

    static void write(StringBuilder page, PerformanceFinding p) {
        page.append("<section class=\"card\"><div class=\"head\"><h2>Performance</h2><span class=\"v ")
                .append(p.degraded() ? "DRIFT\">degraded" : "NO_DRIFT\">not degraded")
                .append("</span><span class=\"soft\">")
                .append(Figures.grouped(p.labels()))
                .append(p.labels() == 1 ? " label" : " labels");
        p.window().ifPresent(w -> page.append(", ").append(HtmlReport.period(w)));
        page.append("</span></div>");
        if (p.measured().isPresent() || p.estimated().isPresent()) {
            page.append("<div class=\"wide\"><table><tr><th></th><th>now</th><th>reference</th><th>floor</th>"
                    + "<th>loss that counts</th><th>rows</th></tr>");
            p.measured().ifPresent(v -> row(page, v, "by labels"));
            p.estimated().ifPresent(v -> row(page, v, "estimated without labels"));
            page.append("</table></div>");
        } else {
            page.append("<p class=\"soft\">Nothing could be measured.</p>");
        }
        List<String> lines = new ArrayList<>(p.reasons());
        if (!p.detectors().isEmpty()) {
            lines.add("Detectors over the errors: " + signals(p.detectors()));
        }
        HtmlReport.lines(page, lines);
        page.append("</section>\n");
    }

    private static String signals(Map<String, String> detectors) {
        return String.join(
                ", ",
                detectors.entrySet().stream()
                        .map(e -> e.getKey() + " " + e.getValue())
                        .toList());
    }

    private static void row(StringBuilder page, PerformanceFinding.Value v, String how) {
        page.append("<tr><td>")
                .append(HtmlReport.escape(v.metric()))
                .append(", ")
                .append(how);
        page.append("</td><td><b>").append(Figures.grouped(v.value())).append("</b>");
        if (Double.isFinite(v.deviation())) {
            page.append(" &plusmn; ").append(Figures.grouped(NORMAL * v.deviation()));
        }
        for (double value : new double[] {v.reference(), v.floor(), v.minDrop(), (double) v.rows()}) {
            page.append("</td><td>").append(Figures.grouped(value));
        }
        page.append("</td></tr>");
    }
}
