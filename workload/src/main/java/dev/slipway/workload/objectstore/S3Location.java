package dev.slipway.workload.objectstore;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code s3://bucket/key} names. It is no URI in the strict sense: a key may hold any character, spaces and
 * percent signs among them, and stands there as it is.
 *
 * @param bucket its name
 * @param key of an object; a prefix if it ends in a slash or is empty
 */
public record S3Location(String bucket, String key) {
    private static final Pattern FORM = Pattern.compile("s3://([A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9])(?:/(.*))?");

    /**
     * Reads one.
     *
     * @param field where it stands, for the message
     */
    public static S3Location parse(String uri, String field) throws FailureException {
        Matcher matcher = FORM.matcher(uri);
        if (!matcher.matches()) {
            throw new FailureException(
                    CommonReason.InvalidConfig,
                    "%s %s is not s3://bucket/key with a bucket name of letters, digits, '.' and '-'."
                            .formatted(field, uri));
        }
        return new S3Location(matcher.group(1), matcher.group(2) == null ? "" : matcher.group(2));
    }

    /** Whether it names what lies below it. */
    public boolean isPrefix() {
        return key.isEmpty() || key.endsWith("/");
    }

    @Override
    public String toString() {
        return "s3://" + bucket + "/" + key;
    }
}
