package dev.slipway.modelserver.precision;

import java.util.Locale;

/**
 * How far the answers in another precision are from those of the model as it came.
 *
 * @param precision the other one
 * @param nodes how much of the graph computes in it
 * @param inputs what was asked: golden (requests) or warm-up (made from the signature)
 * @param rows how many rows
 * @param maxAbsoluteError the largest difference of two numbers
 * @param maxRelativeError the largest difference divided by the largest number of its output in the same request
 * @param labelFlips rows whose class differs: whole numbers or texts, or the largest of several columns
 */
public record ParityReport(
        Precision precision,
        ChangedNodes nodes,
        String inputs,
        long rows,
        double maxAbsoluteError,
        double maxRelativeError,
        long labelFlips) {
    /** One JSON object. A difference that is no number (one of the two answers is none) is null. */
    public String json() {
        return "{\"precision\":\"" + precision + "\",\"nodes\":" + nodes.changed() + ",\"of\":" + nodes.of()
                + ",\"inputs\":\"" + inputs
                + "\",\"rows\":" + rows + ",\"maxAbsoluteError\":" + number(maxAbsoluteError)
                + ",\"maxRelativeError\":" + number(maxRelativeError) + ",\"labelFlips\":" + labelFlips + "}";
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3g", value) : "null";
    }
}
