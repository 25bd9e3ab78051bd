package dev.slipway.driftjob.files;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How what an address names is read. */
enum Scheme {
    LOCAL,
    S3,
    WEB,
    MLFLOW,
    UNKNOWN;

    private static final Pattern FORM = Pattern.compile("([a-z][a-z0-9+.-]*):.*");

    static Scheme of(String uri) {
        Matcher matcher = FORM.matcher(uri);
        if (!matcher.matches()) {
            return LOCAL;
        }
        return switch (matcher.group(1)) {
            case "file" -> LOCAL;
            case "s3" -> S3;
            case "http", "https" -> WEB;
            case "mlflow" -> MLFLOW;
            default -> UNKNOWN;
        };
    }
}
