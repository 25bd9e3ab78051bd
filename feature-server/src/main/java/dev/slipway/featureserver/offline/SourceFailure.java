package dev.slipway.featureserver.offline;

import dev.slipway.featureserver.failure.Reason;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.failure.FailureReason;
import java.sql.SQLException;

/** Errors of PostgreSQL as reasons, by the class of their SQLSTATE. */
public final class SourceFailure {
    private SourceFailure() {}

    public static FailureException of(SQLException e, String where) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        FailureReason reason =
                switch (state.length() < 2 ? "" : state.substring(0, 2)) {
                    case "08", "57", "53" -> Reason.SourceUnreachable;
                    case "28" -> CommonReason.AccessDenied;
                    case "42" -> state.equals("42501") ? CommonReason.AccessDenied : Reason.SchemaMismatch;
                    default -> Reason.QueryFailed;
                };
        return new FailureException(reason, "PostgreSQL at %s: %s (SQLSTATE %s)".formatted(where, message, state), e);
    }
}
