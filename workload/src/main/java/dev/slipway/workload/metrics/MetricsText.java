package dev.slipway.workload.metrics;

import java.math.BigDecimal;
import java.util.Locale;

/**
 * Prometheus's text format 0.0.4. The older of its two formats on purpose: there a counter may have any name, and
 * Triton's do not end in {@code _total}.
 */
public final class MetricsText {
    /** Of an answer with this text. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder out = new StringBuilder(1 << 14);

    /** What the numbers of a family are. */
    public enum Type {
        /** Only grows. */
        COUNTER,
        /** Goes up and down. */
        GAUGE,
        /** Counts below bounds. */
        HISTOGRAM,
        /** Quantiles. */
        SUMMARY
    }

    /** Begins a family; its samples follow. */
    public MetricsText family(String name, Type type, String help) {
        out.append("# HELP ")
                .append(name)
                .append(' ')
                .append(help.replace("\\", "\\\\"))
                .append('\n');
        out.append("# TYPE ")
                .append(name)
                .append(' ')
                .append(type.name().toLowerCase(Locale.ROOT))
                .append('\n');
        return this;
    }

    /** One number. */
    public MetricsText sample(String name, String labels, double value) {
        out.append(name);
        if (!labels.isEmpty()) {
            out.append('{').append(labels).append('}');
        }
        out.append(' ').append(number(value)).append('\n');
        return this;
    }

    /** A family of one number. */
    public MetricsText single(String name, Type type, String help, String labels, double value) {
        return family(name, type, help).sample(name, labels, value);
    }

    /** The samples of a histogram whose family has begun. */
    public MetricsText histogram(String name, String labels, LatencyHistogram histogram) {
        return histogram(name, labels, LatencyHistogram.boundsSeconds(), histogram.counts(), histogram.sumSeconds());
    }

    /**
     * The samples of a histogram whose family has begun.
     *
     * @param bounds upper bounds of the buckets, the last one infinite
     * @param counts of each bucket alone
     * @param sum of all values
     */
    public MetricsText histogram(String name, String labels, double[] bounds, long[] counts, double sum) {
        String before = labels.isEmpty() ? "" : labels + ",";
        long cumulative = 0;
        for (int i = 0; i < bounds.length; i++) {
            cumulative += counts[i];
            sample(name + "_bucket", before + "le=\"" + bound(bounds[i]) + '"', (double) cumulative);
        }
        sample(name + "_count", labels, (double) cumulative);
        return sample(name + "_sum", labels, sum);
    }

    /**
     * The samples of a summary whose family has begun.
     *
     * @param quantiles which
     * @param values theirs, NaN where there is none
     * @param count of all values
     * @param sum of all values
     */
    public MetricsText summary(
            String name, String labels, double[] quantiles, double[] values, long count, double sum) {
        String before = labels.isEmpty() ? "" : labels + ",";
        for (int i = 0; i < quantiles.length; i++) {
            sample(name, before + "quantile=\"" + bound(quantiles[i]) + '"', values[i]);
        }
        sample(name + "_count", labels, (double) count);
        return sample(name + "_sum", labels, sum);
    }

    /** Labels from names and values in turn. */
    public static String labels(String... namesAndValues) {
        StringBuilder labels = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            labels.append(i == 0 ? "" : ",")
                    .append(namesAndValues[i])
                    .append("=\"")
                    .append(escape(namesAndValues[i + 1]))
                    .append('"');
        }
        return labels.toString();
    }

    private static String escape(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static String bound(double value) {
        return Double.isInfinite(value)
                ? number(value)
                : BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private static String number(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return Double.toString(value);
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
