package dev.slipway.workload.objectstore;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.objectstore.S3Calls.Answer;
import dev.slipway.workload.objectstore.S3Calls.Call;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;

/**
 * An object that is written as a stream of unknown length, in the memory of one part of {@value #PART} bytes. Nobody sees
 * it before {@link #complete}; closed without that, its parts are removed and what the key held stays.
 *
 * <p>What fits one part is one PUT, anything else a multipart upload. Not for several threads.
 */
public final class ObjectUpload extends OutputStream {
    static final int PART = 8 << 20;
    private static final int MOST_PARTS = 10_000;
    private static final int SHORT = 1 << 16;

    private final S3Calls calls;
    private final S3Location where;
    private final Map<String, String> headers;
    private final ByteBuffer part = ByteBuffer.allocate(PART);
    private final List<String> etags = new ArrayList<>();
    private String uploadId = "";
    private long bytes;
    private boolean ended;

    ObjectUpload(S3Calls calls, S3Location where, String contentType) {
        this.calls = calls;
        this.where = where;
        this.headers = Map.of("content-type", contentType);
    }

    @Override
    public void write(int b) throws ObjectIOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws ObjectIOException {
        if (ended) {
            throw new IllegalStateException("the upload of " + where + " has ended");
        }
        int done = 0;
        while (done < length) {
            if (!part.hasRemaining()) {
                sendPart();
            }
            int n = Math.min(part.remaining(), length - done);
            part.put(from, offset + done, n);
            done += n;
        }
        bytes += length;
    }

    /** Makes what was written the object. */
    public StoredObject complete() throws FailureException {
        Answer answer;
        if (uploadId.isEmpty()) {
            answer = calls.call(Call.of("PUT", where, "").with(headers).sending(part.flip()), SHORT);
            ended = true;
            return new StoredObject(where, bytes, answer.header("etag"));
        }
        try {
            if (part.position() > 0) {
                sendPart();
            }
        } catch (ObjectIOException e) {
            throw e.failure();
        }
        join();
        ended = true;
        // What the store calls the joined parts is not at every store what it calls the object.
        Answer head = calls.call(Call.of("HEAD", where, ""), SHORT);
        return new StoredObject(where, bytes, head.header("etag"));
    }

    /** Removes the parts of an upload that was not completed. */
    @Override
    public void close() throws ObjectIOException {
        if (ended) {
            return;
        }
        ended = true;
        if (uploadId.isEmpty()) {
            return;
        }
        try {
            calls.call(Call.of("DELETE", where, upload()), SHORT, 404);
        } catch (FailureException e) {
            throw new ObjectIOException(e);
        }
    }

    private void sendPart() throws ObjectIOException {
        try {
            if (uploadId.isEmpty()) {
                uploadId = begin();
            }
            if (etags.size() == MOST_PARTS) {
                throw new FailureException(
                        CommonReason.ArtifactUnavailable,
                        "%s: an object of more than %d bytes cannot be written."
                                .formatted(where, (long) MOST_PARTS * PART));
            }
            String query = "partNumber=" + (etags.size() + 1) + "&" + upload();
            etags.add(calls.call(Call.of("PUT", where, query).sending(part.flip()), SHORT)
                    .header("etag"));
            part.clear();
        } catch (FailureException e) {
            throw new ObjectIOException(e);
        }
    }

    private String begin() throws FailureException {
        for (int attempt = 1; attempt <= S3Calls.PATIENT; attempt++) {
            Optional<List<String>> ids =
                    texts(calls.call(Call.of("POST", where, "uploads=").with(headers), SHORT), "UploadId");
            if (ids.isPresent() && !ids.get().isEmpty()) {
                return ids.get().getFirst();
            }
        }
        throw strange();
    }

    /** The store may answer 200 and say afterwards, in the body, that it failed. */
    private void join() throws FailureException {
        ByteBuffer parts = ByteBuffer.wrap(parts().getBytes(StandardCharsets.UTF_8));
        for (int attempt = 1; attempt <= S3Calls.PATIENT; attempt++) {
            Answer answer = calls.call(Call.of("POST", where, upload()).sending(parts), SHORT, 404);
            if (answer.status() == 404) {
                alreadyJoined(answer);
                return;
            }
            Optional<List<String>> codes = texts(answer, "Code");
            if (codes.isPresent() && !codes.get().isEmpty()) {
                throw calls.store(where).refusal(codes.get().getFirst(), answer.response());
            }
            if (codes.isPresent()) {
                return;
            }
        }
        throw strange();
    }

    private String parts() {
        StringBuilder document = new StringBuilder("<CompleteMultipartUpload>");
        for (int i = 0; i < etags.size(); i++) {
            document.append("<Part><PartNumber>")
                    .append(i + 1)
                    .append("</PartNumber><ETag>")
                    .append(etags.get(i).replace("&", "&amp;").replace("<", "&lt;"))
                    .append("</ETag></Part>");
        }
        return document.append("</CompleteMultipartUpload>").toString();
    }

    /** The answer of an earlier attempt may have been lost; then the object is there in its whole length. */
    private void alreadyJoined(Answer answer) throws FailureException {
        Answer head = calls.call(Call.of("HEAD", where, ""), SHORT, 404);
        if (head.status() == 200
                && head.headers().firstValueAsLong("content-length").orElse(-1) == bytes) {
            return;
        }
        String code = texts(answer, "Code")
                .flatMap(codes -> codes.stream().findFirst())
                .orElse("");
        throw calls.store(where).refusal(code, answer.response());
    }

    /** Empty where the answer was cut in a way that the connection does not tell. */
    private static Optional<List<String>> texts(Answer answer, String element) {
        try {
            // Spaces keep a connection open while the store joins the parts.
            String text = new String(answer.bytes(), StandardCharsets.UTF_8).strip();
            return Optional.of(S3Xml.texts(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), element));
        } catch (XMLStreamException e) {
            return Optional.empty();
        }
    }

    private FailureException strange() {
        return new FailureException(
                CommonReason.ArtifactUnavailable,
                "%s: the store's answer to an upload cannot be read; check the endpoint.".formatted(where));
    }

    private String upload() {
        return "uploadId=" + PercentEncoding.component(uploadId);
    }
}
