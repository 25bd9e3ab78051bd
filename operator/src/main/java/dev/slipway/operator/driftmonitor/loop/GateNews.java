package dev.slipway.operator.driftmonitor.loop;

import dev.slipway.operator.status.Reason;
import java.util.Optional;

/** What people are told of a decision of the gate. */
final class GateNews {
    private GateNews() {}

    static Optional<Announcement> of(Gate before, Gate after) {
        if (before.decision().equals(after.decision()) && before.reason().equals(after.reason())) {
            return Optional.empty();
        }
        var key = after.runId() + " " + after.decision().map(Enum::name).orElse("") + " " + after.reason();
        return after.decision().flatMap(decision -> switch (decision) {
            case Pending -> Optional.empty();
            case Rejected ->
                Optional.of(new Announcement(
                        true, Reason.CANDIDATE_REJECTED, candidate(after) + " is refused" + because(after), key));
            case Promoted -> promoted(after, key);
            case RolledBack ->
                Optional.of(new Announcement(
                        true,
                        Reason.CHAMPION_ROLLED_BACK,
                        "Version " + after.champion() + " is champion again in place of " + after.candidate()
                                + because(after),
                        key));
        });
    }

    private static Optional<Announcement> promoted(Gate gate, String key) {
        return switch (gate.reason()) {
            case Gate.ROLLING_BACK -> Optional.empty();
            case Gate.ROLLBACK_FAILED, Gate.CHAMPION_MOVED ->
                Optional.of(new Announcement(
                        true,
                        Reason.ROLLBACK_FAILED,
                        "Version " + gate.champion() + " cannot be made champion again" + because(gate),
                        key));
            default ->
                Optional.of(new Announcement(
                        false,
                        Reason.CANDIDATE_PROMOTED,
                        "Version " + gate.candidate() + " is champion"
                                + (gate.champion().isEmpty() ? "" : " in place of " + gate.champion())
                                + because(gate),
                        key));
        };
    }

    private static String candidate(Gate gate) {
        return gate.candidate().isEmpty() ? "The candidate" : "Candidate " + gate.candidate();
    }

    private static String because(Gate gate) {
        return " (" + gate.reason() + ")" + (gate.message().isEmpty() ? "." : ": " + gate.message());
    }
}
