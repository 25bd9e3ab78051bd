package dev.slipway.workload.artifact;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code mlflow:models/NAME@ALIAS} or {@code mlflow:models/NAME/VERSION}.
 *
 * @param name of the registered model
 * @param alias empty where a version is named
 * @param version empty where an alias is named
 */
public record MlflowUri(String name, String alias, String version) {
    private static final Pattern FORM = Pattern.compile("mlflow:models/([^/@]+)(?:@([^/@]+)|/([0-9]+))");

    /**
     * Reads one.
     *
     * @param field where it stands, for the message
     */
    public static MlflowUri parse(String uri, String field) throws FailureException {
        Matcher matcher = FORM.matcher(uri);
        if (!matcher.matches()) {
            throw new FailureException(
                    CommonReason.InvalidConfig,
                    "%s %s is neither mlflow:models/NAME@ALIAS nor mlflow:models/NAME/VERSION.".formatted(field, uri));
        }
        return new MlflowUri(matcher.group(1), text(matcher, 2), text(matcher, 3));
    }

    private static String text(Matcher matcher, int group) {
        return matcher.group(group) == null ? "" : matcher.group(group);
    }
}
