package dev.slipway.workload.objectstore;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.objectstore.S3Calls.Call;
import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamException;

/** ListObjectsV2, page by page. */
record ObjectListing(S3Calls calls, S3Location prefix, String delimiter) {
    private static final int PAGE = 1000;
    private static final int LARGEST_PAGE = 8 << 20;

    /** A store may give an empty page and go on; one that does nothing else would be asked for ever. */
    private static final int EMPTY_PAGES = 100;

    List<StoredObject> objects(int most) throws FailureException {
        List<StoredObject> objects = new ArrayList<>();
        String token = "";
        int empty = 0;
        do {
            int before = objects.size();
            byte[] page = page(token, Math.min(PAGE, most - objects.size()));
            try {
                for (Map<String, String> entry : S3Xml.records(new ByteArrayInputStream(page), "Contents")) {
                    add(objects, entry);
                }
                token = S3Xml.texts(new ByteArrayInputStream(page), "NextContinuationToken").stream()
                        .findFirst()
                        .orElse("");
            } catch (XMLStreamException | IllegalArgumentException e) {
                throw new FailureException(
                        CommonReason.ArtifactUnavailable,
                        "%s: the store's answer is no list of objects; check the endpoint.".formatted(prefix),
                        e);
            }
            empty = objects.size() > before ? 0 : empty + 1;
            if (empty == EMPTY_PAGES && !token.isEmpty()) {
                throw new FailureException(
                        CommonReason.ArtifactUnavailable,
                        "%s: the store's list goes on without an object; check the endpoint.".formatted(prefix));
            }
        } while (!token.isEmpty() && objects.size() < most);
        return objects;
    }

    private byte[] page(String token, int keys) throws FailureException {
        String query = (token.isEmpty() ? "" : "continuation-token=" + PercentEncoding.component(token) + "&")
                + delimiter + "encoding-type=url&list-type=2&max-keys=" + keys + "&prefix="
                + PercentEncoding.component(prefix.key());
        return calls.call(Call.of("GET", new S3Location(prefix.bucket(), ""), query), LARGEST_PAGE)
                .bytes();
    }

    private void add(List<StoredObject> objects, Map<String, String> entry) {
        String key = URLDecoder.decode(entry.getOrDefault("Key", ""), StandardCharsets.UTF_8);
        if (key.startsWith(prefix.key()) && !key.isEmpty()) {
            long bytes = Long.parseLong(entry.getOrDefault("Size", "0"));
            if (bytes < 0) {
                throw new IllegalArgumentException(key);
            }
            objects.add(new StoredObject(new S3Location(prefix.bucket(), key), bytes, entry.getOrDefault("ETag", "")));
        }
    }
}
