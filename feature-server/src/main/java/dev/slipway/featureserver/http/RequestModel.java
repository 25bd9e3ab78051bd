package dev.slipway.featureserver.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.featureserver.cells.RequestJson;
import dev.slipway.workload.json.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The form of a request as Feast's web framework checks it (FastAPI 0.1xx with pydantic 2): which fields there are and what
 * they hold. A request is read by {@link RequestFields}; only one that turned out wrong is read again here, to say all that is
 * wrong with it in Feast's words.
 */
record RequestModel(List<Field> fields) {
    static final RequestModel GET_ONLINE_FEATURES = of(
            new Field("entities", Kind.COLUMNS, true),
            new Field("feature_service", Kind.TEXT_OR_NULL, false),
            new Field("features", Kind.TEXTS, false),
            new Field("full_feature_names", Kind.TRUTH, false),
            new Field("include_feature_view_version_metadata", Kind.TRUTH, false));
    static final RequestModel PUSH = of(
            new Field("push_source_name", Kind.TEXT, true),
            new Field("df", Kind.OBJECT, true),
            new Field("allow_registry_cache", Kind.TRUTH, false),
            new Field("to", Kind.TEXT, false),
            new Field("transform_on_write", Kind.TRUTH, false));
    static final RequestModel WRITE = of(
            new Field("feature_view_name", Kind.TEXT, true),
            new Field("df", Kind.OBJECT, true),
            new Field("allow_registry_cache", Kind.TRUTH, false),
            new Field("transform_on_write", Kind.TRUTH, false));
    static final RequestModel MATERIALIZE = of(
            new Field("start_ts", Kind.TEXT_OR_NULL, false),
            new Field("end_ts", Kind.TEXT_OR_NULL, false),
            new Field("feature_views", Kind.TEXTS_OR_NULL, false),
            new Field("disable_event_timestamp", Kind.TRUTH, false),
            new Field("full_feature_names", Kind.TRUTH, false),
            new Field("version", Kind.TEXT_OR_NULL, false));
    static final RequestModel MATERIALIZE_INCREMENTAL = of(
            new Field("end_ts", Kind.TEXT, true),
            new Field("feature_views", Kind.TEXTS_OR_NULL, false),
            new Field("full_feature_names", Kind.TRUTH, false),
            new Field("version", Kind.TEXT_OR_NULL, false));

    private static final Set<String> TRUTHS =
            Set.of("true", "false", "1", "0", "on", "off", "t", "f", "yes", "no", "y", "n", "1.0", "0.0");

    /** What a field holds. */
    enum Kind {
        TEXT,
        TEXT_OR_NULL,
        TRUTH,
        OBJECT,
        /** An object of arrays. */
        COLUMNS,
        TEXTS,
        TEXTS_OR_NULL
    }

    /** One field. */
    record Field(String name, Kind kind, boolean required) {}

    /** A value where it stands. */
    private record Place(JsonToken token, String text, int from, int to) {}

    private static RequestModel of(Field... fields) {
        return new RequestModel(List.of(fields));
    }

    /** Whether what stands in a field is surely right; what may be right is read again by {@link #errors}. */
    boolean plainlyRight(String name, JsonToken token) {
        for (Field field : fields) {
            if (field.name().equals(name)) {
                return switch (field.kind()) {
                    case TEXT, TEXT_OR_NULL -> token == JsonToken.VALUE_STRING;
                    case TRUTH -> token.isBoolean();
                    case OBJECT, COLUMNS -> token == JsonToken.START_OBJECT;
                    case TEXTS, TEXTS_OR_NULL -> token == JsonToken.START_ARRAY;
                };
            }
        }
        return true;
    }

    /** Refuses a request that is wrong. */
    void check(byte[] body) throws RequestException {
        List<FormError> errors = errors(body);
        if (!errors.isEmpty()) {
            throw FormError.refuse(errors);
        }
    }

    /** The refusal of a request of which is known that it is wrong. */
    RequestException refusal(byte[] body, String otherwise) {
        List<FormError> errors = errors(body);
        return FormError.refuse(
                errors.isEmpty() ? List.of(FormError.noJson(new PythonJson.Problem(0, otherwise))) : errors);
    }

    /** What a text in a boolean's place means. */
    static boolean truth(String text) {
        return Set.of("true", "1", "on", "t", "yes", "y", "1.0").contains(text.toLowerCase(Locale.ROOT));
    }

    static boolean isTruth(String text) {
        return TRUTHS.contains(text.toLowerCase(Locale.ROOT));
    }

    /** All that is wrong with a request; empty where nothing is. */
    List<FormError> errors(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        if (text.isEmpty()) {
            return List.of(new FormError("missing", "[\"body\"]", "Field required", "null", ""));
        }
        PythonJson.Problem problem = PythonJson.check(text);
        if (problem != null) {
            return List.of(FormError.noJson(problem));
        }
        try (JsonParser in = RequestJson.parser(body, 0, body.length)) {
            if (in.nextToken() == JsonToken.START_OBJECT) {
                List<FormError> errors = new ArrayList<>();
                Map<String, Place> places = members(in);
                for (Field field : fields) {
                    check(body, field, places, errors);
                }
                return errors;
            }
        } catch (IOException e) {
            return List.of(FormError.noJson(new PythonJson.Problem(0, RequestFields.sentence(e))));
        }
        return List.of(new FormError(
                "model_attributes_type",
                "[\"body\"]",
                "Input should be a valid dictionary or object to extract fields from",
                minified(body, 0, body.length),
                ""));
    }

    private static void check(byte[] body, Field field, Map<String, Place> places, List<FormError> errors)
            throws IOException {
        Place place = places.get(field.name());
        String at = "[\"body\"," + JsonText.quote(field.name());
        if (place == null) {
            if (field.required()) {
                errors.add(new FormError("missing", at + "]", "Field required", minified(body, 0, body.length), ""));
            }
            return;
        }
        boolean none = place.token() == JsonToken.VALUE_NULL;
        switch (field.kind()) {
            case TEXT -> text(body, place, at, errors);
            case TEXT_OR_NULL -> {
                if (!none) {
                    text(body, place, at, errors);
                }
            }
            case TRUTH -> truth(body, place, at, errors);
            case OBJECT, COLUMNS -> object(body, field.kind(), place, at, errors);
            case TEXTS -> texts(body, place, at, errors);
            case TEXTS_OR_NULL -> {
                if (!none) {
                    texts(body, place, at, errors);
                }
            }
        }
    }

    private static void text(byte[] body, Place place, String at, List<FormError> errors) {
        if (place.token() != JsonToken.VALUE_STRING) {
            add(errors, "string_type", at, "Input should be a valid string", body, place);
        }
    }

    private static void truth(byte[] body, Place place, String at, List<FormError> errors) {
        boolean scalar = place.token().isScalarValue() && place.token() != JsonToken.VALUE_NULL;
        if (!scalar) {
            add(errors, "bool_type", at, "Input should be a valid boolean", body, place);
        } else if (!isTruth(place.text())) {
            String words = "Input should be a valid boolean, unable to interpret input";
            add(errors, "bool_parsing", at, words, body, place);
        }
    }

    private static void object(byte[] body, Kind kind, Place place, String at, List<FormError> errors)
            throws IOException {
        if (place.token() != JsonToken.START_OBJECT) {
            add(errors, "dict_type", at, "Input should be a valid dictionary", body, place);
            return;
        }
        if (kind == Kind.OBJECT) {
            return;
        }
        try (JsonParser in = RequestJson.parser(body, place.from(), place.to())) {
            in.nextToken();
            for (Map.Entry<String, Place> column : members(in).entrySet()) {
                if (column.getValue().token() != JsonToken.START_ARRAY) {
                    Place inner = column.getValue();
                    Place whole = new Place(inner.token(), "", place.from() + inner.from(), place.from() + inner.to());
                    String where = at + "," + JsonText.quote(column.getKey());
                    add(errors, "list_type", where, "Input should be a valid list", body, whole);
                }
            }
        }
    }

    private static void texts(byte[] body, Place place, String at, List<FormError> errors) throws IOException {
        if (place.token() != JsonToken.START_ARRAY) {
            add(errors, "list_type", at, "Input should be a valid list", body, place);
            return;
        }
        try (JsonParser in = RequestJson.parser(body, place.from(), place.to())) {
            in.nextToken();
            for (int i = 0; in.nextToken() != JsonToken.END_ARRAY; i++) {
                Place inner = place(in);
                if (inner.token() != JsonToken.VALUE_STRING) {
                    Place whole = new Place(inner.token(), "", place.from() + inner.from(), place.from() + inner.to());
                    add(errors, "string_type", at + "," + i, "Input should be a valid string", body, whole);
                }
            }
        }
    }

    private static void add(List<FormError> errors, String type, String at, String words, byte[] body, Place place) {
        errors.add(new FormError(type, at + "]", words, minified(body, place.from(), place.to()), ""));
    }

    /** The members of the object whose beginning has been read; the last of several of one name, as in Python. */
    private static Map<String, Place> members(JsonParser in) throws IOException {
        Map<String, Place> places = new LinkedHashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            in.nextToken();
            places.put(name, place(in));
        }
        return places;
    }

    private static Place place(JsonParser in) throws IOException {
        JsonToken token = in.currentToken();
        int from = (int) in.currentTokenLocation().getByteOffset();
        String text = token.isScalarValue() ? in.getText() : "";
        in.skipChildren();
        return new Place(token, text, from, (int) in.currentLocation().getByteOffset());
    }

    /** JSON without the spaces between its tokens. */
    private static String minified(byte[] body, int from, int to) {
        StringBuilder out = new StringBuilder();
        boolean quoted = false;
        String text = new String(body, from, to - from, StandardCharsets.UTF_8);
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (quoted && next == '\\') {
                out.append(next).append(text.charAt(++i));
                continue;
            }
            quoted ^= next == '"';
            if (quoted || " \t\r\n".indexOf(next) < 0) {
                out.append(next);
            }
        }
        return out.toString();
    }
}
