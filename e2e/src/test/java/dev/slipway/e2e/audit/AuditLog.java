package dev.slipway.e2e.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.e2e.cluster.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the API server recorded of the operator since the cluster came up with {@code up --audit}. */
public final class AuditLog {
    private static final Path FILE =
            Path.of(System.getenv().getOrDefault("SLIPWAY_STATE", "/var/lib/slipway-e2e"), "log", "audit.log");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The framework's leader election refuses to start without it, and then only patches. */
    private static final String ASKED_FOR_BY_FRAMEWORK = "coordination.k8s.io/leases update";

    private final String user;

    public AuditLog() {
        this.user = "system:serviceaccount:" + Installation.NAMESPACE + ":" + Installation.serviceAccount();
    }

    /** Whether the cluster keeps the log. */
    public static boolean isKept() {
        return Files.isReadable(FILE);
    }

    /** Requests that were refused for want of a permission, as verb and URI. Quota and admission refuse with 403 too. */
    public List<String> forbidden() {
        return read(events -> events.filter(e -> code(e) == 403)
                .filter(this::forWantOfPermission)
                .map(e -> e.path("verb").asText() + " " + e.path("requestURI").asText() + ": "
                        + e.path("responseStatus").path("message").asText())
                .distinct()
                .toList());
    }

    /** Permissions of the role that no request has needed. */
    public Set<String> unused() {
        var unused = new TreeSet<>(Role.ofOperator());
        unused.removeAll(read(events -> events.flatMap(Permission::usedBy).collect(Collectors.toSet())));
        return unused.stream()
                .map(Permission::toString)
                .filter(permission -> !permission.equals(ASKED_FOR_BY_FRAMEWORK))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Server-side apply of a new object is allowed as a patch first, and then refused by its message as a creation. */
    private boolean forWantOfPermission(JsonNode event) {
        var decision =
                event.path("annotations").path("authorization.k8s.io/decision").asText();
        var message = event.path("responseStatus").path("message").asText();
        return decision.equals("forbid") || message.contains("\"" + user + "\" cannot ");
    }

    private static int code(JsonNode event) {
        return event.path("responseStatus").path("code").asInt();
    }

    private <T> T read(Function<Stream<JsonNode>, T> question) {
        try (var lines = Files.lines(FILE)) {
            return question.apply(lines.map(AuditLog::parse)
                    .filter(e -> user.equals(e.path("user").path("username").asText())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
