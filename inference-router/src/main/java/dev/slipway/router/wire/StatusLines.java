package dev.slipway.router.wire;

/** Status lines, written once. */
final class StatusLines {
    private static final byte[][] LINES = lines();

    private StatusLines() {}

    static byte[] of(int status) {
        return LINES[status];
    }

    private static byte[][] lines() {
        byte[][] lines = new byte[1000][];
        for (int status = 100; status < 1000; status++) {
            lines[status] = HeadWriter.ascii("HTTP/1.1 " + status + " " + reason(status) + "\r\n");
        }
        return lines;
    }

    private static String reason(int status) {
        return switch (status) {
            case 100 -> "Continue";
            case 200 -> "OK";
            case 201 -> "Created";
            case 204 -> "No Content";
            case 304 -> "Not Modified";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 417 -> "Expectation Failed";
            case 422 -> "Unprocessable Content";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 505 -> "HTTP Version Not Supported";
            default -> "";
        };
    }
}
