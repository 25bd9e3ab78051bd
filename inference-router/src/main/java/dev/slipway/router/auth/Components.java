package dev.slipway.router.auth;

import dev.slipway.router.wire.HeadWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a signature covers: quoted names with one space between them, without parameters, each once. A caller signs the same
 * things each time, so that who has read its list compares the next one with it instead of reading it again.
 */
final class Components {
    private static final int MOST = 32;
    private static final List<String> ALWAYS = List.of("@method", "@authority", "@path", "@query");
    private static final List<String> WITH_BODY = List.of("content-type", "content-digest");
    private static final String DEADLINE = "x-deadline-ms";

    private final byte[] text;
    private final List<Component> list;
    private final boolean always;
    private final boolean withBody;
    private final boolean deadline;

    /**
     * One of them.
     *
     * @param name in lower case
     * @param opening of its line: the name in quotes, a colon and a space
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Component(Part part, byte[] name, byte[] opening) {
        static Component of(String name) {
            return new Component(Part.of(name), HeadWriter.ascii(name), HeadWriter.ascii('"' + name + "\": "));
        }
    }

    /** Where the value of a component comes from. */
    enum Part {
        METHOD,
        AUTHORITY,
        PATH,
        QUERY,
        FIELD,
        UNKNOWN;

        private static Part of(String name) {
            return switch (name) {
                case "@method" -> METHOD;
                case "@authority" -> AUTHORITY;
                case "@path" -> PATH;
                case "@query" -> QUERY;
                default -> name.startsWith("@") ? UNKNOWN : FIELD;
            };
        }
    }

    private Components(byte[] text, List<String> names) {
        this.text = text;
        this.list = names.stream().map(Component::of).toList();
        this.always = names.containsAll(ALWAYS);
        this.withBody = names.containsAll(WITH_BODY);
        this.deadline = names.contains(DEADLINE);
    }

    /** Reads the text between the parentheses; null where it is anything else. {@code known} is given back for its own text. */
    static @Nullable Components read(byte[] bytes, int from, int to, @Nullable Components known) {
        if (known != null && Arrays.equals(known.text, 0, known.text.length, bytes, from, to)) {
            return known;
        }
        byte[] text = Arrays.copyOfRange(bytes, from, to);
        List<String> names = names(new String(text, StandardCharsets.ISO_8859_1));
        return names.isEmpty() ? null : new Components(text, names);
    }

    private static List<String> names(String text) {
        List<String> names = new ArrayList<>(8);
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('"', at + 1);
            if (text.charAt(at) != '"' || end < 0 || names.size() == MOST) {
                return List.of();
            }
            String name = text.substring(at + 1, end);
            if (names.contains(name) || !isName(name)) {
                return List.of();
            }
            names.add(name);
            at = end + 1;
            if (at < text.length() && (text.charAt(at++) != ' ' || at == text.length())) {
                return List.of();
            }
        }
        return names;
    }

    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && !(c == '@' && i == 0)) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /** Whether all is covered that has to be: method, authority, path, query, the deadline, type and digest of the body. */
    boolean suffice(boolean hasBody, boolean hasDeadline) {
        return always && (withBody || !hasBody) && (deadline || !hasDeadline);
    }

    List<Component> list() {
        return list;
    }
}
