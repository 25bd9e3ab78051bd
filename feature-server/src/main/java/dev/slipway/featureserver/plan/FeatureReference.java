package dev.slipway.featureserver.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A feature that a request names. The grammar is Feast's: everything before the first colon is the view, with
 * {@code @latest} or {@code @vN} at its end; there is one version here.
 *
 * @param text as it was asked for
 * @param view its view
 * @param position its place in the view
 */
record FeatureReference(String text, ViewPlan view, int position) {
    private static final Pattern VERSION = Pattern.compile("(.*)@(?:latest|[vV](\\d+))");

    static FeatureReference resolve(Catalog catalog, String text) throws ReferenceException {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new ReferenceException.NoColon(text);
        }
        String name = text.substring(0, colon);
        Matcher version = VERSION.matcher(name);
        if (catalog.view(name).isEmpty() && version.matches()) {
            if (version.group(2) != null && catalog.view(version.group(1)).isPresent()) {
                throw new ReferenceException.NoVersions(name);
            }
            name = version.group(2) == null ? version.group(1) : name;
        }
        ViewPlan view = catalog.view(name).orElse(null);
        if (view == null) {
            throw new ReferenceException.UnknownView(name, text);
        }
        String feature = text.substring(colon + 1);
        int position = view.position(feature);
        if (position < 0) {
            throw new ReferenceException.UnknownFeature(view.name(), feature);
        }
        return new FeatureReference(text, view, position);
    }

    static void refuseSameNames(List<FeatureReference> features, boolean fullNames) throws ReferenceException {
        Map<String, String> seen = new HashMap<>();
        for (FeatureReference feature : features) {
            String other = seen.put(feature.name(fullNames), feature.text());
            if (other != null) {
                throw new ReferenceException.SameName(List.of(other, feature.text()), fullNames);
            }
        }
    }

    String name(boolean full) {
        String feature = view.config().features().get(position).name();
        return full ? view.name() + "__" + feature : feature;
    }
}
