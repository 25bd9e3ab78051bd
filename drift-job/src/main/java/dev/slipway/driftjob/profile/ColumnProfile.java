package dev.slipway.driftjob.profile;

/** What is kept of one column. Two profiles with the same frozen edges or levels merge exactly. */
public sealed interface ColumnProfile permits NumericProfile, LevelProfile, VectorProfile {
    ColumnKind kind();

    /** Rows seen, with or without a value. */
    long rows();

    long nulls();

    /** Values that were there and could not be read as this kind. */
    long invalid();

    void addNull();

    void addInvalid();

    /** An empty profile over the same frozen edges or levels, to count other data with. */
    ColumnProfile emptyLike();

    /** Adds what the other has seen; refused where edges or levels were frozen differently. */
    void merge(ColumnProfile other);
}
