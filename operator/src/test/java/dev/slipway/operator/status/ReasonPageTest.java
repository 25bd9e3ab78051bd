package dev.slipway.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/reasons.md} says what {@link Reason} says; written anew with {@code -Ddocs.write=true}. */
class ReasonPageTest {
    private static final Path PAGE = Path.of("../docs/reference/reasons.md");
    private static final String HEAD = """
            # Reasons

            Every word that can stand in REASON of `kubectl get`, in `reason` of a condition, or in an event.
            Generated from `Reason.java` of the operator.

            | Reason | What it means | What to do |
            |---|---|---|
            """;

    @Test
    void thePageSaysWhatTheCodeSays() throws IOException {
        var page = Arrays.stream(Reason.values())
                .sorted(Comparator.comparing(Reason::word))
                .map(r -> "| <a id=\"%s\"></a>`%s` | %s | %s |\n"
                        .formatted(r.word().toLowerCase(Locale.ROOT), r.word(), r.meaning(), r.remedy()))
                .collect(Collectors.joining("", HEAD, ""));
        if (Boolean.getBoolean("docs.write")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }
}
