package dev.slipway.api.common;

/**
 * CEL expressions that several kinds check. They hold no backslash, since they pass through Java, YAML and CEL.
 * Sources: Kubernetes' CEL libraries; cron syntax as robfig/cron v3 reads it for CronJobs.
 */
public final class CelRules {
    /** Longest name of an object: children add suffixes to it, and a CronJob's name may have 52 characters. */
    public static final int NAME_MAX = 50;

    public static final String NAME_LENGTH = "size(self.metadata.name) <= " + NAME_MAX;
    public static final String NAME_LENGTH_MESSAGE = "'name %s has %s characters: use at most " + NAME_MAX
            + ", since pods and other objects are named after it'.format([self.metadata.name, string(size(self.metadata.name))])";

    public static final String NAME_FORMAT = "self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')";
    public static final String NAME_FORMAT_MESSAGE =
            "'name ' + self.metadata.name + ' cannot name a Service: use lower-case letters, digits and -, beginning with a letter'";

    private static final String STEP = "(/[1-9][0-9]{0,2})?";
    private static final String MINUTE = "([*?]|[0-5]?[0-9](-[0-5]?[0-9])?)" + STEP;
    private static final String HOUR = "([*?]|([01]?[0-9]|2[0-3])(-([01]?[0-9]|2[0-3]))?)" + STEP;
    private static final String DAY_NUMBER = "(0?[1-9]|[12][0-9]|3[01])";
    private static final String DAY = "([*?]|" + DAY_NUMBER + "(-" + DAY_NUMBER + ")?)" + STEP;
    private static final String MONTH_NAME = "(0?[1-9]|1[0-2]|(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))";
    private static final String MONTH = "([*?]|" + MONTH_NAME + "(-" + MONTH_NAME + ")?)" + STEP;
    private static final String WEEKDAY_NAME = "([0-6]|(?i:sun|mon|tue|wed|thu|fri|sat))";
    private static final String WEEKDAY = "([*?]|" + WEEKDAY_NAME + "(-" + WEEKDAY_NAME + ")?)" + STEP;

    /** Five cron fields, or one of the shorthands such as {@code @daily}. */
    public static final String SCHEDULE = "self.matches('^(@(yearly|annually|monthly|weekly|daily|midnight|hourly)|"
            + MINUTE + "(," + MINUTE + ")* +" + HOUR + "(," + HOUR + ")* +" + DAY + "(," + DAY + ")* +"
            + MONTH + "(," + MONTH + ")* +" + WEEKDAY + "(," + WEEKDAY + ")*)$')";

    public static final String SCHEDULE_MESSAGE =
            "'schedule ' + self + ' is not a cron expression: use five fields (minute, hour, day of month, month, day of week from 0 = Sunday), such as */15 * * * *'";

    public static final int SCHEDULE_MAX = 100;

    private CelRules() {}
}
