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

    static RequestException missingKeys(List<String> keys, List<String> provided) {
        return RequestException.plain(
                400,
                "The entities lack values for the join keys %s.".formatted(keys),
                500,
                "\"Missing join key values for keys: %s. No values provided for keys: %s. Provided join_key_values: %s\""
                        .formatted(pythonList(keys), pythonList(keys), pythonList(provided)));
    }

    static RequestException noBody(String why) {
        return RequestException.form(
                "The request is no JSON: " + why,
                "[{\"type\":\"json_invalid\",\"loc\":[\"body\",0],\"msg\":\"JSON decode"
                        + " error\",\"input\":{},\"ctx\":{\"error\":"
                        + JsonText.quote(why) + "}}]");
    }

    static RequestException missingField(String field) {
        return RequestException.form(
                "The request lacks the field '%s'.".formatted(field),
                "[{\"type\":\"missing\",\"loc\":[\"body\"," + JsonText.quote(field)
                        + "],\"msg\":\"Field required\",\"input\":{}}]");
    }

    static RequestException wrongForm(String field, String type, String message) {
        return RequestException.form(
                "The field '%s' is wrong: %s.".formatted(field, message),
                "[{\"type\":" + JsonText.quote(type) + ",\"loc\":[\"body\"," + JsonText.quote(field) + "],\"msg\":"
                        + JsonText.quote(message) + ",\"input\":null}]");
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
