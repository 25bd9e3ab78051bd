package dev.slipway.driftjob.run;

import dev.slipway.driftjob.config.ReportConfig;
import dev.slipway.driftjob.config.RunConfig;
import dev.slipway.driftjob.failure.Reason;
import dev.slipway.driftjob.report.HtmlReport;
import dev.slipway.driftjob.report.JsonReport;
import dev.slipway.driftjob.report.Report;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;

/** Writes a run's report to its place, then what the run has to remember. */
final class ReportWriter {
    private final RunConfig config;
    private final Memory memory;

    ReportWriter(RunConfig config, Memory memory) {
        this.config = config;
        this.memory = memory;
    }

    /** Where people find the report; empty where none is kept. */
    String write(Report report) throws FailureException {
        try {
            String address = config.report().isPresent() ? kept(config.report().get(), report) : "";
            memory.commit();
            return address;
        } catch (IOException e) {
            throw new FailureException(
                    Reason.StoreUnavailable,
                    "The report or the state cannot be written: %s.".formatted(e.getMessage()),
                    e);
        }
    }

    private String kept(ReportConfig place, Report report) throws IOException, FailureException {
        Reports reports = new Reports(Places.open(place.place()), Reports.fileName(report.name()), place);
        String json = reports.name(report.time(), "json");
        String html = reports.name(report.time(), "html");
        if (place.json()) {
            reports.put(json, JsonReport.of(report));
        }
        if (place.html()) {
            reports.put(html, HtmlReport.of(report));
        }
        reports.prune();
        return reports.address(place.html() ? html : json);
    }
}
