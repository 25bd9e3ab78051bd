package dev.slipway.router.targets;

import dev.slipway.router.config.RouterConfig;
import dev.slipway.router.config.TargetConfig;
import dev.slipway.router.net.Fields;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a document needs that takes files or the network: made off the loop, before the document is in force.
 *
 * @param parts by target
 * @param before what was prepared for the last document; empty for none
 * @param auth keys and secrets
 * @param tls the port's own certificate
 */
public record Prepared(Map<String, Part> parts, Map<String, Part> before, AuthFiles auth, ListenTlsFiles tls) {
    /**
     * Of one target.
     *
     * @param tls of HTTP/1.1, empty for clear text
     * @param tlsHttp2 of HTTP/2, empty for clear text
     * @param secrets the header fields that it gets, to see whether they changed
     * @param addresses as they were when the document came
     */
    public record Part(
            Optional<SslContext> tls,
            Optional<SslContext> tlsHttp2,
            Map<String, String> secrets,
            String files,
            List<InetSocketAddress> addresses) {
        Fields fields() {
            Fields fields = new Fields();
            secrets.forEach(fields::add);
            return fields;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Part part && secrets.equals(part.secrets) && files.equals(part.files);
        }

        @Override
        public int hashCode() {
            return secrets.hashCode();
        }

        /** Without what is secret. */
        @Override
        public String toString() {
            return "Part[" + addresses + "]";
        }
    }

    @Nullable
    Part last(String target) {
        return before.get(target);
    }

    /** Reads files and looks names up. */
    public static Prepared of(RouterConfig config, Map<String, Part> before) throws FailureException {
        Map<String, Part> parts = new LinkedHashMap<>();
        for (TargetConfig target : config.allTargets()) {
            parts.put(
                    target.name(),
                    new Part(
                            TargetTrust.of(target, false),
                            TargetTrust.of(target, true),
                            secrets(target),
                            stamps(target),
                            Resolver.resolve(Locations.lookups(target.location()))));
        }
        return new Prepared(parts, before, AuthFiles.read(config.auth()), ListenTlsFiles.read(config.tls()));
    }

    /** Whether files that were read have changed since. */
    public boolean stale(RouterConfig config) throws FailureException {
        for (TargetConfig target : config.allTargets()) {
            Part part = parts.get(target.name());
            if (part != null
                    && (!part.files().equals(stamps(target)) || !part.secrets().equals(secrets(target)))) {
                return true;
            }
        }
        return !auth.files().equals(AuthFiles.content(config.auth()))
                || !tls.stamp().equals(ListenTlsFiles.stamp(config.tls()));
    }

    /** Looks the names of the targets up again. */
    public static Map<String, List<InetSocketAddress>> lookUp(RouterConfig config) {
        Map<String, List<InetSocketAddress>> found = new LinkedHashMap<>();
        for (TargetConfig target : config.allTargets()) {
            found.put(target.name(), Resolver.resolve(Locations.lookups(target.location())));
        }
        return found;
    }

    /** Header fields from the files of a mounted Secret. */
    private static Map<String, String> secrets(TargetConfig target) throws FailureException {
        Map<String, String> fields = new TreeMap<>();
        if (target.headersDirectory().isEmpty()) {
            return fields;
        }
        Path directory = Path.of(target.headersDirectory().get());
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "[!.]*")) {
            for (Path file : files) {
                String value = Files.readString(file).strip();
                if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
                    throw new FailureException(
                            CommonReason.InvalidSecret,
                            "The header %s of target %s has characters that a header cannot have."
                                    .formatted(file.getFileName(), target.name()));
                }
                fields.put(file.getFileName().toString().toLowerCase(Locale.ROOT), value);
            }
        } catch (IOException e) {
            throw new FailureException(
                    CommonReason.ReferenceNotFound,
                    "The headers of target %s cannot be read from %s.".formatted(target.name(), directory),
                    e);
        }
        return fields;
    }

    /** When the TLS files of a target were last written: a renewed certificate is a changed target. */
    private static String stamps(TargetConfig target) {
        StringBuilder stamps = new StringBuilder();
        target.tls().ifPresent(tls -> {
            for (Optional<String> file : List.of(tls.caFile(), tls.certificateFile(), tls.keyFile())) {
                file.ifPresent(name -> stamps.append(stamp(Path.of(name))).append(' '));
            }
        });
        return stamps.toString();
    }

    static String stamp(Path file) {
        try {
            return Files.getLastModifiedTime(file) + "/" + Files.size(file);
        } catch (IOException e) {
            return "absent";
        }
    }
}
