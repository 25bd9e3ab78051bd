package dev.slipway.driftjob.read;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What is asked of PostgreSQL's driver, whose errors over bytes that are not PostgreSQL's become those of SQL. */
public final class DriverCall {
    private DriverCall() {}

    /** A call of the driver, without any work of ours on what it answers. */
    @FunctionalInterface
    public interface Call<T extends @Nullable Object> {
        T make() throws SQLException;
    }

    /**
     * The driver makes arrays of whatever length it reads: of a negative one, which an assertion sees before where assertions are
     * on, or of one beyond all memory. An answer to nothing finds its lists empty.
     */
    public static <T extends @Nullable Object> T of(Call<T> call) throws SQLException {
        try {
            return call.make();
        } catch (RuntimeException | AssertionError e) {
            throw new SQLException("what arrives is not PostgreSQL's protocol", e);
        } catch (OutOfMemoryError e) {
            throw new SQLException(
                    "a message has no room in memory: a row is very large, or what arrives is not PostgreSQL's protocol",
                    e);
        }
    }
}
