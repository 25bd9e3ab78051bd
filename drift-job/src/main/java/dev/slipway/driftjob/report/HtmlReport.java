package dev.slipway.driftjob.report;

import dev.slipway.driftjob.decision.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** The report as one static page that loads nothing. Features beyond {@value #MAX_BYTES} bytes become rows of a table. */
public final class HtmlReport {
    public static final int MAX_BYTES = 300_000;

    private static final int ROOM_FOR_REST = 60_000;
    private static final String STYLE = """
            :root{color-scheme:light dark;--page:#fff;--ink:#1c2430;--soft:#5d6877;--line:#dfe4ea;--ref:#a9b8c7;--cur:#2563a8;--bad:#b3261e;--ok:#2f7d4f;--maybe:#9a6700}
            @media(prefers-color-scheme:dark){:root{--page:#14181e;--ink:#e4e9ef;--soft:#9aa7b5;--line:#2f3843;--ref:#5c6b7b;--cur:#6ea8e8;--bad:#c9483f;--ok:#37895a;--maybe:#a8771a}}
            *{box-sizing:border-box}body{font:15px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--page);margin:0 auto;max-width:1080px;padding:24px}
            h1{font-size:24px;margin:0 0 4px;overflow-wrap:anywhere}p{margin:4px 0;overflow-wrap:anywhere}.soft{color:var(--soft);font-size:13px}
            .tiles{display:flex;gap:12px;flex-wrap:wrap;margin:16px 0}.tile{border:1px solid var(--line);border-radius:8px;padding:10px 16px;min-width:130px}
            .tile b{display:block;font-size:22px}.card{border:1px solid var(--line);border-radius:8px;padding:14px 16px;margin:12px 0;break-inside:avoid}
            .head{display:flex;gap:10px;align-items:baseline;flex-wrap:wrap}.head h2{font-size:17px;margin:0;overflow-wrap:anywhere}.wide{overflow-x:auto}
            .v{border-radius:10px;padding:1px 10px;font-size:12px;font-weight:600;color:#fff;white-space:nowrap;vertical-align:middle}.DRIFT,.ERROR{background:var(--bad)}.NO_DRIFT{background:var(--ok)}.UNDECIDED{background:var(--maybe)}.NO_DATA{background:#5d6877}
            .row{display:grid;grid-template-columns:minmax(0,1fr) 350px;gap:20px}.row>div{min-width:0}
            svg{display:block;width:100%;height:auto}svg text{font:11px system-ui,sans-serif;fill:var(--soft)}svg path{fill:none}
            .r{fill:var(--ref)}.c{fill:var(--cur)}.line{stroke:var(--cur);stroke-width:2}.axis{stroke:var(--line)}.range{stroke:var(--cur);stroke-width:6;stroke-linecap:round;opacity:.35}
            .limit{stroke:var(--bad);stroke-dasharray:3 2}.trend{stroke:var(--ink);stroke-width:1.5}
            table{border-collapse:collapse;font-size:13px;width:100%;margin:4px 0}td,th{text-align:right;padding:2px 6px;border-bottom:1px solid var(--line);white-space:nowrap}td:first-child,th:first-child{text-align:left}.rest td:first-child{white-space:normal;overflow-wrap:anywhere}
            ul{margin:6px 0;padding-left:18px;overflow-wrap:anywhere}.warn{color:var(--bad)}.key i{display:inline-block;width:11px;height:11px;border-radius:2px;margin:0 4px 0 10px}
            @media(max-width:760px){body{padding:12px}.row{grid-template-columns:minmax(0,1fr)}svg.d text{font-size:17px}table{font-size:12px}td,th{padding:2px 3px}}
            """;

    private HtmlReport() {}

    public static byte[] of(Report report) {
        StringBuilder page = new StringBuilder(64_000);
        page.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>");
        page.append(escape(report.name()))
                .append(": drift</title><style>")
                .append(STYLE)
                .append("</style></head><body>");
        header(page, report);
        int shown = 0;
        int bytes = utf8(page);
        for (Finding finding : report.findings()) {
            StringBuilder card = new StringBuilder();
            FeatureCard.write(card, finding, report.trend());
            bytes += utf8(card);
            if (bytes > MAX_BYTES - ROOM_FOR_REST) {
                break;
            }
            page.append(card);
            shown++;
        }
        rest(page, report, shown);
        page.append("</body></html>\n");
        return page.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void header(StringBuilder page, Report r) {
        page.append("<h1>")
                .append(escape(r.name()))
                .append(" <span class=\"v ")
                .append(r.verdict())
                .append("\">");
        page.append(word(r.verdict())).append("</span>");
        if (r.performanceDegraded()) {
            page.append(" <span class=\"v DRIFT\">performance degraded</span>");
        }
        page.append("</h1><p class=\"soft\">").append(r.time().truncatedTo(ChronoUnit.SECONDS));
        page.append(String.format(Locale.ROOT, " &middot; %.1f s</p><p class=\"soft\">", r.seconds()));
        page.append(r.window().map(w -> "Rows of " + period(w) + ", in UTC").orElse("All rows of the current data"));
        page.append("</p>");
        r.performance().ifPresent(p -> PerformanceCard.write(page, p));
        page.append("<div class=\"tiles\">");
        tile(page, r.count(Verdict.DRIFT) + " of " + r.whole().size(), "features drifted");
        tile(page, String.format(Locale.ROOT, "%.0f %%", 100 * r.driftedShare()), "weighted share");
        tile(page, String.valueOf(r.count(Verdict.UNDECIDED)), "undecided");
        tile(page, Figures.grouped(r.reference().side().rows()), "reference rows");
        tile(page, Figures.grouped(r.current().rows()), "current rows");
        tile(page, String.valueOf(r.failedExpectations().size()), "expectations failed");
        page.append("</div><p class=\"soft\">Reference: ")
                .append(read(r.reference().side()));
        page.append("<br>Current: ").append(read(r.current())).append("</p>");
        list(page, "Expectations that do not hold", r.failedExpectations());
        list(page, "What could not be read or compared", r.problems());
        page.append("<p class=\"soft key\"><i style=\"background:var(--ref)\"></i>reference"
                + "<i style=\"background:var(--cur)\"></i>current</p>");
    }

    static String period(Report.Period period) {
        return period.start() + " to " + period.end();
    }

    private static String read(Report.Side side) {
        return escape(side.source())
                + (side.complete() ? "" : ", not read to the end: the budget was used up")
                + (side.sampled() < 1 ? String.format(Locale.ROOT, ", a sample of %.2f %%", 100 * side.sampled()) : "");
    }

    private static void tile(StringBuilder page, String value, String label) {
        page.append("<div class=\"tile\"><b>").append(value).append("</b><span class=\"soft\">");
        page.append(label).append("</span></div>");
    }

    private static void list(StringBuilder page, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            page.append("<p class=\"warn\"><b>").append(title).append("</b></p>");
            lines(page, lines);
        }
    }

    static void lines(StringBuilder page, List<String> lines) {
        if (!lines.isEmpty()) {
            page.append("<ul>");
            lines.stream()
                    .limit(50)
                    .forEach(line -> page.append("<li>").append(escape(line)).append("</li>"));
            page.append("</ul>");
        }
    }

    private static void rest(StringBuilder page, Report report, int shown) {
        if (shown == report.findings().size()) {
            return;
        }
        page.append(
                "<h2>The rest, in short</h2><table class=\"rest\"><tr><th>feature</th><th>verdict</th><th>score</th></tr>");
        int bytes = utf8(page);
        int left = report.findings().size() - shown;
        for (Finding f : report.findings().subList(shown, report.findings().size())) {
            Finding.Score score = f.scores().get(f.method());
            String row = "<tr><td>" + escape(f.feature()) + "</td><td>" + word(f.verdict()) + "</td><td>"
                    + (score == null ? "" : Figures.grouped(score.low())) + "</td></tr>";
            bytes += row.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAX_BYTES - 1_000) {
                page.append("<tr><td>").append(left).append(" more are in the JSON report</td></tr>");
                break;
            }
            left--;
            page.append(row);
        }
        page.append("</table>");
    }

    private static int utf8(StringBuilder text) {
        return text.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    static String word(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 8);
        text.codePoints().limit(300).forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(c < 32 ? ' ' : c);
            }
        });
        return escaped.toString();
    }
}
