package dev.slipway.api.common;

/** Regular expressions and bounds that several kinds put on their strings. The API server checks them on admission. */
public final class Formats {
    /** {@code 30s}, {@code 5m}, {@code 1h30m}, {@code 90d}, {@code 2ms}. */
    public static final String DURATION = "^([0-9]{1,9}(ms|s|m|h|d))+$";

    /** A DNS label, as names of objects in messages and labels. */
    public static final String DNS_LABEL = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

    /** A DNS subdomain: the names of most Kubernetes objects. */
    public static final String DNS_SUBDOMAIN = "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$";

    /** A column or feature name that needs no quotes in SQL. */
    public static final String IDENTIFIER = "^[A-Za-z_][A-Za-z0-9_]*$";

    /** {@code table} or {@code schema.table}. */
    public static final String TABLE = "^[A-Za-z_][A-Za-z0-9_]*([.][A-Za-z_][A-Za-z0-9_]*)?$";

    /** {@code http://} or {@code https://} followed by a host. */
    public static final String HTTP_URL = "^https?://[^/\\s]+.*$";

    /** A quoted decimal number, for amounts that must not be rounded by a JSON reader. */
    public static final String DECIMAL = "^[0-9]{1,12}([.][0-9]{1,12})?$";

    public static final int NAME_MAX = 253;
    public static final int URI_MAX = 2048;
    public static final int DURATION_MAX = 32;

    private Formats() {}
}
