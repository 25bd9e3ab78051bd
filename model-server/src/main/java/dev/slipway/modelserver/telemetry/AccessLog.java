package dev.slipway.modelserver.telemetry;

import dev.slipway.workload.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/**
 * One line of JSON a request, with nothing of its body, its query or its headers but the id that the client chose. All
 * text is printable ASCII or escaped, so that a client cannot forge a line or speak to a terminal.
 */
final class AccessLog implements Outlet.Sink {
    /** What a pipe takes at once: other writers cannot get between. */
    private static final int PIECE = 4096;

    private final String model;
    private final Consumer<byte[]> lines;

    AccessLog(String model, Consumer<byte[]> lines) {
        this.model = JsonText.quote(model);
        this.lines = lines;
    }

    @Override
    public boolean tell(List<ObservedRequest> batch) {
        ByteArrayOutputStream piece = new ByteArrayOutputStream(PIECE);
        for (ObservedRequest request : batch) {
            byte[] line = line(request).getBytes(StandardCharsets.US_ASCII);
            if (piece.size() + line.length > PIECE) {
                lines.accept(piece.toByteArray());
                piece.reset();
            }
            piece.writeBytes(line);
        }
        lines.accept(piece.toByteArray());
        return true;
    }

    private String line(ObservedRequest request) {
        Instant end = Instant.EPOCH.plus(request.endMicros(), ChronoUnit.MICROS);
        StringBuilder line = new StringBuilder(400)
                .append("{\"access\":\"")
                .append(DateTimeFormatter.ISO_INSTANT.format(end.truncatedTo(ChronoUnit.MILLIS)))
                .append("\",\"model\":")
                .append(model)
                .append(",\"protocol\":\"")
                .append(request.protocol())
                .append("\",\"method\":")
                .append(quote(request.method))
                .append(",\"path\":")
                .append(quote(request.path))
                .append(",\"status\":")
                .append(request.status());
        if (request.isCall()) {
            line.append(",\"grpcStatus\":").append(request.grpcStatus());
        }
        if (!request.requestId().isEmpty()) {
            line.append(",\"id\":").append(quote(request.requestId()));
        }
        if (request.traceHigh != 0 || request.traceLow != 0) {
            HexFormat hex = HexFormat.of();
            line.append(",\"trace\":\"")
                    .append(hex.toHexDigits(request.traceHigh))
                    .append(hex.toHexDigits(request.traceLow))
                    .append('"');
        }
        if (request.rows() >= 0) {
            line.append(",\"rows\":").append(request.rows());
        }
        return line.append(",\"requestBytes\":")
                .append(request.requestBytes())
                .append(",\"responseBytes\":")
                .append(request.responseBytes())
                .append(",\"latencyMicros\":")
                .append(request.durationNanos() / 1000)
                .append(",\"queueMicros\":")
                .append(request.queueNanos() / 1000)
                .append("}\n")
                .toString();
    }

    private static String quote(String text) {
        String quoted = JsonText.quote(text);
        StringBuilder ascii = new StringBuilder(quoted.length());
        for (int i = 0; i < quoted.length(); i++) {
            char c = quoted.charAt(i);
            if (c >= 0x7f) {
                ascii.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                ascii.append(c);
            }
        }
        return ascii.toString();
    }
}
