package dev.slipway.featureserver.http;

import dev.slipway.featureserver.plan.ReferenceException;
import dev.slipway.workload.json.JsonText;
import java.util.List;
import java.util.stream.Collectors;

/** The words of Feast 0.67's errors. */
final class FeastErrors {
    private FeastErrors() {}

    static RequestException of(ReferenceException e, String project) {
        String detail = String.valueOf(e.getMessage());
        return switch (e) {
            case ReferenceException.UnknownView view ->
                RequestException.feast(
                        404,
                        detail,
                        404,
                        "FeatureViewNotFoundException",
                        "Feature view %s does not exist in project %s".formatted(view.view(), project));
            case ReferenceException.UnknownFeature feature ->
                RequestException.plain(
                        400,
                        detail,
                        500,
                        "'Feature %s not found in projection %s'".formatted(feature.feature(), feature.view()));
            case ReferenceException.NoColon text ->
                RequestException.plain(
                        400,
                        detail,
                        500,
                        "Invalid feature reference '%s'. Expected format: '<feature_view>:<feature>' or '<feature_view>@<version>:<feature>'"
                                .formatted(text.reference()));
            case ReferenceException.SameName same ->
                RequestException.feast(400, detail, 500, "FeatureNameCollisionError", collision(same));
            case ReferenceException.NoVersions version ->
                RequestException.plain(
                        400,
                        detail,
                        500,
                        ("Version-qualified ref '%s' not supported: online versioning is disabled. Set "
                                        + "'enable_online_feature_view_versioning: true' under 'registry' in feature_store.yaml.")
                                .formatted(version.reference()));
            case ReferenceException.NoFeatures none ->
                RequestException.plain(400, detail, 500, "No features specified for retrieval");
        };
    }

    static RequestException unknownService(String service, String project) {
        return RequestException.feast(
                404,
                "There is no feature service '%s'.".formatted(service),
                404,
                "FeatureServiceNotFoundException",
                "Feature service %s does not exist in project %s".formatted(service, project));
    }

    static RequestException unknownView(String view, String project) {
        return RequestException.feast(
                404,
                "There is no feature view '%s'.".formatted(view),
                404,
                "FeatureViewNotFoundException",
                "Feature view %s does not exist in project %s".formatted(view, project));
    }

    static RequestException materializing(List<String> views) {
        String words =
                ("Cannot start async materialization \u2014 the following feature views are already in MATERIALIZING "
                                + "state: %s. Use ?force=true to override.")
                        .formatted(pythonList(views));
        String names = views.stream().map(JsonText::quote).collect(Collectors.joining(",", "[", "]"));
        return RequestException.raw(
                409,
                "A materialization of %s runs already; ask again when it has ended.".formatted(views),
                409,
                "{\"error\":" + JsonText.quote(words) + ",\"feature_views\":" + names + "}");
    }

    static RequestException noVersions(boolean oneView) {
        return RequestException.plain(
                400,
                "Views have one version here: leave version out.",
                500,
                oneView
                        ? "Version-aware materialization requires 'enable_online_feature_view_versioning: true' under "
                                + "'registry' in feature_store.yaml."
                        : "--version requires --views with exactly one feature view.");
    }

    static RequestException missingKeys(List<String> keys, List<String> provided) {
        return RequestException.plain(
                400,
                "The entities lack values for the join keys %s.".formatted(keys),
                500,
                "\"Missing join key values for keys: %s. No values provided for keys: %s. Provided join_key_values: %s\""
                        .formatted(pythonList(keys), pythonList(keys), pythonList(provided)));
    }

    static RequestException noRows(List<String> keys) {
        return RequestException.plain(
                400,
                "The entities %s have no rows.".formatted(keys),
                500,
                "\"Missing join key values for keys: []. No values provided for keys: %s. Provided join_key_values: %s\""
                        .formatted(pythonList(keys), pythonList(keys)));
    }

    /** Feast looks for features first, then for keys, then for the event time. */
    static String missingColumns(List<String> features, int ofFeatures, List<String> keys, String time) {
        if (!features.isEmpty() && features.size() == ofFeatures) {
            return "\"None of [Index(%s, dtype='object')] are in the [columns]\"".formatted(pythonList(features));
        }
        if (!features.isEmpty()) {
            return "\"%s not in index\"".formatted(pythonList(features));
        }
        return keys.isEmpty()
                ? "'Field \"%s\" does not exist in schema'".formatted(time)
                : "Column %s not found in table".formatted(keys.getFirst());
    }

    /** What Python says of a text that is no whole number. */
    static String noNumber(String text) {
        return "invalid literal for int() with base 10: '%s'".formatted(text);
    }

    static String pythonList(List<String> texts) {
        return texts.stream().map(text -> "'" + text + "'").collect(Collectors.joining(", ", "[", "]"));
    }

    private static String collision(ReferenceException.SameName same) {
        String names = same.references().stream()
                .map(reference -> reference.substring(reference.indexOf(':') + 1))
                .distinct()
                .collect(Collectors.joining(", "));
        return same.fullNames()
                ? "Duplicate features named %s found.\nPlease ensure that no features are duplicated.".formatted(names)
                : ("Duplicate features named %s found.\n"
                                + "To resolve this collision, either use the full feature name by setting"
                                + " 'full_feature_names=True', or ensure that the features in question have different names.")
                        .formatted(names);
    }
}
