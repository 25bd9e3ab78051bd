package dev.slipway.modelserver.http;

import dev.slipway.modelserver.inference.FailureCode;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.workload.json.JsonText;
import dev.slipway.workload.memory.Room;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** How a body is compressed (RFC 9110, 8.4). */
enum ContentCoding {
    /** Not at all. */
    IDENTITY,
    /** RFC 1952. */
    GZIP,
    /** RFC 1950; also without its header, as some clients send it. */
    DEFLATE;

    /** Answers below this size are not worth it. */
    static final int SMALLEST = 1024;

    /** The coding that a {@code Content-Encoding} names. */
    static ContentCoding of(@Nullable String header) throws RequestException {
        if (header == null || header.equalsIgnoreCase("identity")) {
            return IDENTITY;
        }
        return switch (header.strip().toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            default ->
                throw new RequestException(
                        FailureCode.UNSUPPORTED_ENCODING,
                        "The content encoding '%s' is not supported; gzip and deflate are."
                                .formatted(JsonText.shortened(header, 40)));
        };
    }

    /** The best coding that an {@code Accept-Encoding} allows. */
    static ContentCoding accepted(@Nullable String header) {
        if (header == null) {
            return IDENTITY;
        }
        ContentCoding best = IDENTITY;
        for (String entry : header.toLowerCase(Locale.ROOT).split(",", -1)) {
            String coding = entry.strip();
            int parameters = coding.indexOf(';');
            String name =
                    parameters < 0 ? coding : coding.substring(0, parameters).strip();
            if (parameters >= 0 && coding.matches(".*;\\s*q=0(\\.0*)?\\s*")) {
                continue;
            }
            if (name.equals("gzip")) {
                return GZIP;
            }
            best = name.equals("deflate") ? DEFLATE : best;
        }
        return best;
    }

    /** The body itself, refused as soon as it grows beyond the limit, or beyond its room. */
    byte[] decode(byte[] body, int limit, Room room) throws RequestException, TooLargeException {
        try (InputStream in = reader(body)) {
            GrowingBytes plain = new GrowingBytes(() -> room, limit);
            plain.readFrom(in);
            if (plain.length() == limit && in.read() >= 0) {
                throw new TooLargeException();
            }
            return plain.take();
        } catch (IOException e) {
            throw RequestException.badRequest("The body is not whole %s data.", name().toLowerCase(Locale.ROOT));
        }
    }

    private InputStream reader(byte[] body) throws IOException {
        InputStream in = new ByteArrayInputStream(body);
        return switch (this) {
            case IDENTITY -> in;
            case GZIP -> new GZIPInputStream(in);
            case DEFLATE -> new InflaterInputStream(in, new Inflater(!hasZlibHeader(body)));
        };
    }

    private static boolean hasZlibHeader(byte[] body) {
        return body.length >= 2
                && (body[0] & 0x0f) == Deflater.DEFLATED
                && (((body[0] & 0xff) << 8) | (body[1] & 0xff)) % 31 == 0;
    }

    /** The same bytes, smaller. */
    Buffer encode(Buffer plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length() / 2);
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (DeflaterOutputStream out = this == GZIP ? gzip(bytes) : new DeflaterOutputStream(bytes, deflater)) {
            out.write(plain.getBytes());
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        } finally {
            deflater.end();
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    private static DeflaterOutputStream gzip(ByteArrayOutputStream bytes) throws IOException {
        return new GZIPOutputStream(bytes) {
            {
                def.setLevel(Deflater.BEST_SPEED);
            }
        };
    }

    /** A small body that would be a large one. */
    static final class TooLargeException extends Exception {
        private static final long serialVersionUID = 1;
    }
}
