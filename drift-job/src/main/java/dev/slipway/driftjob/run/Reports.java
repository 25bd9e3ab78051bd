package dev.slipway.driftjob.run;

import dev.slipway.driftjob.config.ReportConfig;
import dev.slipway.driftjob.store.NamedFiles;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Pattern;

/** Reports of one monitor in a place: named by time, the oldest removed beyond the limit. */
public final class Reports {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final NamedFiles files;
    private final String prefix;
    private final int limit;

    public Reports(NamedFiles files, String prefix, ReportConfig config) {
        this.files = files;
        this.prefix = prefix;
        this.limit = config.historyLimit();
    }

    /** A monitor's name as a part of file names. */
    public static String fileName(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
        return plain.startsWith(".") ? "_" + plain.substring(1) : plain;
    }

    /** Name of the file of a run. */
    public String name(Instant time, String extension) {
        return prefix + "-" + TIME.format(time) + "." + extension;
    }

    /** Where people find a report. */
    public String address(String name) {
        return files.address(name);
    }

    public void put(String name, byte[] bytes) throws IOException {
        files.put(name, bytes);
    }

    /** Removes the reports of all but the last times. */
    public void prune() throws IOException {
        Pattern form = Pattern.compile(Pattern.quote(prefix) + "-(\\d{8}T\\d{6}Z)\\.(json|html)");
        List<String> all = files.list(prefix + "-").stream()
                .filter(n -> form.matcher(n).matches())
                .toList();
        List<String> times = all.stream()
                .map(n -> n.substring(prefix.length() + 1, n.length() - 5))
                .distinct()
                .sorted()
                .toList();
        List<String> dropped = times.subList(0, Math.max(0, times.size() - limit));
        for (String name : all) {
            if (dropped.contains(name.substring(prefix.length() + 1, name.length() - 5))) {
                files.delete(name);
            }
        }
    }
}
