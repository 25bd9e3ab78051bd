package dev.slipway.featureserver.offline;

import dev.slipway.featureserver.config.ViewConfig.Source;
import dev.slipway.workload.failure.FailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which of an entity's rows counts: that of the newest event time, then that written last, then that which came in last.
 * Online and offline ask the same question in the same words, so that they cannot answer it differently.
 *
 * @param terms most important first; the event time is the first, the time of writing, if there is one, the second
 */
public record RowOrder(List<Term> terms) {
    /** How a term's binary form compares. Nulls come before everything. */
    public enum Form {
        /** As a whole number of eight bytes. */
        LONG,
        /** Byte by byte, unsigned. */
        BYTES,
        /** As PostgreSQL alone knows. */
        OPAQUE
    }

    /**
     * One question.
     *
     * @param orderBy what ORDER BY sorts by
     * @param selected the expression whose binary form compares likewise
     * @param form how that compares
     */
    public record Term(String orderBy, String selected, Form form) {}

    /** The order of a source's rows. */
    public static RowOrder of(SourceColumns columns, Source source) throws FailureException {
        List<Term> terms = new ArrayList<>();
        terms.add(new Term(
                columns.column(source.timestampField()) + " DESC", columns.time(source.timestampField()), Form.LONG));
        if (source.createdField().isPresent()) {
            String created = source.createdField().get();
            terms.add(new Term(columns.column(created) + " DESC NULLS LAST", columns.time(created), Form.LONG));
        }
        if (source.cursorField().isPresent()) {
            terms.add(ingestion(columns, source.cursorField().get()));
        }
        terms.addAll(place(columns, source));
        return new RowOrder(List.copyOf(terms));
    }

    private static Term ingestion(SourceColumns columns, String name) throws FailureException {
        String column = columns.column(name);
        String descending = " DESC NULLS LAST";
        return switch (columns.type(name)) {
            case "int2", "int4", "int8" -> new Term(column + descending, column + "::int8", Form.LONG);
            case "timestamptz", "timestamp", "date" -> new Term(column + descending, columns.time(name), Form.LONG);
            case "uuid" -> new Term(column + descending, column, Form.BYTES);
            case "text", "varchar" -> {
                String bytes = "(" + column + "::text COLLATE \"C\")";
                yield new Term(bytes + descending, bytes, Form.BYTES);
            }
            default -> new Term(column + descending, column, Form.OPAQUE);
        };
    }

    private static List<Term> place(SourceColumns columns, Source source) {
        Term place = new Term("s.ctid DESC", "s.ctid", Form.BYTES);
        return switch (columns.storage()) {
            case TABLE -> List.of(place);
            case PARTITIONS -> List.of(new Term("s.tableoid DESC", "s.tableoid", Form.BYTES), place);
            case COMPUTED ->
                source.cursorField().isPresent()
                        ? List.of()
                        : List.of(new Term(
                                "hashtextextended(s::text, 0) DESC", "hashtextextended(s::text, 0)", Form.LONG));
        };
    }

    /** For ORDER BY. */
    public String newestFirst() {
        return terms.stream().map(Term::orderBy).collect(Collectors.joining(", "));
    }

    /** Whether rows can be compared outside of PostgreSQL. */
    public boolean comparable() {
        return terms.stream().noneMatch(term -> term.form() == Form.OPAQUE);
    }
}
