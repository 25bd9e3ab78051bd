package dev.slipway.driftjob.web;

import java.io.IOException;

/** No answer. The message goes on behind the server's address: "refuses connections". */
public final class WebException extends IOException {
    public WebException(String message) {
        super(message);
    }

    public WebException(String message, Throwable cause) {
        super(message, cause);
    }
}
