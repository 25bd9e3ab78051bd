package dev.slipway.driftjob.run;

import dev.slipway.driftjob.store.NamedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a monitor remembers from run to run. What belongs to a reference (its profile, its performance, hours counted with its
 * edges) lies under the reference's key; another reference leaves nothing of it but where the run says so. History and detectors
 * are written at the end of a run, after its report: a run that dies is made again from the same state.
 */
final class Memory {
    private static final String REFERENCE = "reference-";

    private final Optional<NamedFiles> files;
    private final Map<String, byte[]> pending = new LinkedHashMap<>();
    private final Map<String, byte[]> without = new HashMap<>();
    private String reference = "";

    Memory(Optional<NamedFiles> files) {
        this.files = files;
    }

    /** Whether anything outlives the run. */
    boolean lasting() {
        return files.isPresent();
    }

    Optional<byte[]> get(String name) throws IOException {
        return files.isPresent() ? files.get().get(name) : Optional.empty();
    }

    /** To be written at the end. */
    void put(String name, byte[] bytes) {
        pending.put(name, bytes);
    }

    void commit() throws IOException {
        if (files.isPresent()) {
            for (Map.Entry<String, byte[]> entry : pending.entrySet()) {
                files.get().put(entry.getKey(), entry.getValue());
            }
        }
        pending.clear();
    }

    /** Chooses the reference by what it was made of. */
    void of(String identity) {
        reference = folder(identity);
    }

    private static String folder(String identity) {
        return REFERENCE + hash(identity.getBytes(StandardCharsets.UTF_8)).substring(7, 23) + "/";
    }

    Optional<byte[]> reference(String name) throws IOException {
        return files.isPresent()
                ? files.get().get(reference + name)
                : Optional.ofNullable(without.get(reference + name));
    }

    void keepReference(String name, byte[] bytes) throws IOException {
        if (files.isPresent()) {
            files.get().put(reference + name, bytes);
        } else {
            without.put(reference + name, bytes);
        }
    }

    List<String> referenceFiles(String prefix) throws IOException {
        return files.isPresent()
                ? files.get().list(reference + prefix).stream()
                        .map(n -> n.substring(reference.length()))
                        .toList()
                : List.of();
    }

    void forgetReferenceFile(String name) throws IOException {
        if (files.isPresent()) {
            files.get().delete(reference + name);
        }
    }

    /** Removes what belongs to other references, but for one that may come back. */
    void forgetOthersBut(String identity) throws IOException {
        String kept = folder(identity);
        if (files.isPresent()) {
            for (String name : files.get().list(REFERENCE)) {
                if (!name.startsWith(reference) && !name.startsWith(kept)) {
                    files.get().delete(name);
                }
            }
        }
    }

    static String hash(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
