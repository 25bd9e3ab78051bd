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

    /** One number and one unit, which CEL can compute with: {@code 5m}, {@code 1h}, {@code 7d}. */
    public static final String WINDOW = "^[1-9][0-9]{0,5}[smhd]$";

    /** RFC 3339 in UTC or with an offset. */
    public static final String DATE_TIME =
            "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})$";

    /** A name of the IANA time zone database, such as {@code Etc/UTC}. */
    public static final String TIME_ZONE = "^[A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$";

    /** {@code view:feature}, as Feast writes references. */
    public static final String FEATURE_REF = "^[A-Za-z_][A-Za-z0-9_]*:[A-Za-z_][A-Za-z0-9_]*$";

    /** RFC 6901, not the whole document: {@code /entity/customer_id}. */
    public static final String JSON_POINTER = "^(/([^/~]|~[01])*)+$";

    /** A field name of RFC 9110. */
    public static final String HTTP_HEADER = "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$";

    /** A DNS name; the first label may be {@code *}. */
    public static final String HOSTNAME = "^([*][.])?[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

    /** {@code s3://bucket/key}. */
    public static final String S3_URI = "^s3://[^/]+/.+$";

    /** A file that a job reads. */
    public static final String DATA_URI = "^(https?://[^/]+/.+|s3://[^/]+/.+|pvc://[a-z0-9][-a-z0-9.]*/.+)$";

    public static final int NAME_MAX = 253;
    public static final int COLUMN_MAX = 128;
    public static final int TABLE_MAX = 127;
    public static final int LABEL_MAX = 63;
    public static final int QUERY_MAX = 16384;
    public static final int TIME_ZONE_MAX = 64;
    public static final int URI_MAX = 2048;
    public static final int DURATION_MAX = 32;

    private Formats() {}
}
