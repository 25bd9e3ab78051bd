package dev.slipway.featureserver.http;

import dev.slipway.workload.json.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be answered: our status and sentence, and what Feast's server would have said, for clients that
 * set {@code X-Feast-Compat: 1}.
 */
public final class RequestException extends Exception {
    private static final int LONGEST = 600;

    private final int status;
    private final int feastStatus;
    private final String feastBody;
    private final String feastWords;

    private RequestException(int status, String detail, int feastStatus, String feastBody, String feastWords) {
        super(detail, null, false, false);
        this.feastWords = feastWords;
        this.status = status;
        this.feastStatus = feastStatus;
        this.feastBody = feastBody;
    }

    /** Feast answers with a bare JSON string. */
    static RequestException plain(int status, String detail, int feastStatus, String feastText) {
        return new RequestException(status, detail, feastStatus, JsonText.quote(feastText), feastText);
    }

    /** Feast answers with one of its own errors: JSON within a JSON string. */
    static RequestException feast(int status, String detail, int feastStatus, String feastClass, String message) {
        String inner = "{\"module\": \"feast.errors\", \"class\": " + JsonText.quote(feastClass) + ", \"message\": "
                + JsonText.quote(message) + "}";
        return new RequestException(status, detail, feastStatus, JsonText.quote(inner), message);
    }

    /** Feast answers with these very bytes. */
    static RequestException raw(int status, String detail, int feastStatus, String feastBody) {
        return new RequestException(status, detail, feastStatus, feastBody, detail);
    }

    /** Feast's web framework refuses the request's form. */
    static RequestException form(String detail, String feastDetails) {
        return new RequestException(422, detail, 422, "{\"detail\":" + feastDetails + "}", detail);
    }

    /** Feast's web framework itself answers. */
    static RequestException plainDetail(int status, String words) {
        return new RequestException(status, words + ".", status, "{\"detail\":" + JsonText.quote(words) + "}", words);
    }

    /** Feast has no words of its own for it. */
    static RequestException ours(int status, String detail) {
        return new RequestException(status, detail, status >= 500 ? 500 : status, JsonText.quote(detail), detail);
    }

    /** The status. */
    int status(boolean compat) {
        return compat ? feastStatus : status;
    }

    /** The body. */
    String body(boolean compat) {
        return compat ? feastBody : problem(status, String.valueOf(getMessage()));
    }

    /** What Feast says of it where there is no body to say it in: the text of its exception. */
    String feastWords() {
        return feastWords;
    }

    private static String problem(int status, String detail) {
        String line = detail.replaceAll("\\s+", " ").strip();
        String shown = JsonText.shortened(line, LONGEST);
        return "{\"type\":\"about:blank\",\"title\":" + JsonText.quote(title(status)) + ",\"status\":" + status
                + ",\"detail\":" + JsonText.quote(shown) + "}";
    }

    private static @Nullable String titleOrNull(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 409 -> "Conflict";
            case 413 -> "Content Too Large";
            case 422 -> "Unprocessable Content";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            default -> null;
        };
    }

    private static String title(int status) {
        String title = titleOrNull(status);
        return title == null ? "Internal Server Error" : title;
    }
}
