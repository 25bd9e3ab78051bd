package dev.slipway.driftjob.profile;

/**
 * The name under which a feature's profile within a segment stands in a {@link Profile}: feature, segment's column and value,
 * apart by a character that no name has.
 */
public record SegmentName(String feature, String by, String value) {
    private static final char SEPARATOR = '\u001f';

    /** Reads a name; the feature alone where it is about all rows. */
    public static SegmentName of(String name) {
        String[] parts = name.split(String.valueOf(SEPARATOR), -1);
        return parts.length == 3 ? new SegmentName(parts[0], parts[1], parts[2]) : new SegmentName(name, "", "");
    }

    public boolean all() {
        return by.isEmpty();
    }

    /** The name in a profile. */
    public String column() {
        return all() ? feature : feature + SEPARATOR + by + SEPARATOR + value;
    }

    /** The name for people: {@code amount [country=DE]}. */
    public String label() {
        return all() ? feature : feature + " [" + by + "=" + value + "]";
    }
}
