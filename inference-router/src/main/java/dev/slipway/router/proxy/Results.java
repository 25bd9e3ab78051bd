package dev.slipway.router.proxy;

import dev.slipway.router.policy.rollout.Outcome;
import dev.slipway.router.targets.Result;
import dev.slipway.router.wire.FieldKind;
import dev.slipway.router.wire.Head;
import org.jspecify.annotations.Nullable;

/** What an answer says about who gave it. */
final class Results {
    private static final long SECOND = 1_000_000_000L;

    private Results() {}

    static Result of(Head head) {
        int status = head.status();
        if (status == 429 || (status == 503 && head.find(FieldKind.RETRY_AFTER) >= 0)) {
            return Result.OVERLOADED;
        }
        if (status >= 500) {
            return Result.SERVER_ERROR;
        }
        return grpc(head.value(FieldKind.GRPC_STATUS));
    }

    static Result of(@Nullable Head head, @Nullable Head trailers) {
        if (trailers != null && trailers.find(FieldKind.GRPC_STATUS) >= 0) {
            return grpc(trailers.value(FieldKind.GRPC_STATUS));
        }
        return head == null ? Result.SUCCESS : of(head);
    }

    /** UNKNOWN, DEADLINE_EXCEEDED, INTERNAL, UNAVAILABLE and DATA_LOSS are the server's; RESOURCE_EXHAUSTED is overload. */
    private static Result grpc(@Nullable String code) {
        if (code == null) {
            return Result.SUCCESS;
        }
        return switch (code) {
            case "2", "4", "13", "14", "15" -> Result.SERVER_ERROR;
            case "8" -> Result.OVERLOADED;
            default -> Result.SUCCESS;
        };
    }

    /** Whether an answer says that the request was wrong: 4xx, or a status of gRPC that is neither OK nor the server's fault. */
    static boolean refused(@Nullable Head head, @Nullable Head trailers) {
        if (head == null) {
            return false;
        }
        String code = trailers == null ? null : trailers.value(FieldKind.GRPC_STATUS);
        String known = code == null ? head.value(FieldKind.GRPC_STATUS) : code;
        return head.status() >= 400 || (known != null && !"0".equals(known));
    }

    /** What an attempt is to the trial of its arm. */
    static Outcome.End end(Result result, boolean refused) {
        return switch (result) {
            case CONNECT -> Outcome.End.NO_CONNECTION;
            case RESET, GARBAGE, TIMEOUT, SERVER_ERROR -> Outcome.End.FAILED;
            case OVERLOADED -> Outcome.End.OVERLOADED;
            case SUCCESS, ABANDONED -> refused ? Outcome.End.REFUSED : Outcome.End.GOOD;
        };
    }

    /** What {@code Retry-After} asks for in seconds, as nanoseconds; 0 for nothing, also for dates. */
    static long retryAfterNanos(Head head) {
        String text = head.value(FieldKind.RETRY_AFTER);
        if (text == null || text.isEmpty() || text.length() > 6 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return 0;
        }
        return Long.parseLong(text) * SECOND;
    }
}
