package dev.slipway.featureserver.plan;

import java.util.List;

/** A reference that cannot be read. */
public abstract sealed class ReferenceException extends Exception {
    ReferenceException(String message) {
        super(message, null, false, false);
    }

    /** No view of that name. */
    public static final class UnknownView extends ReferenceException {
        private final String view;

        UnknownView(String view, String reference) {
            super("There is no feature view '%s', which '%s' names.".formatted(view, reference));
            this.view = view;
        }

        /** The name. */
        public String view() {
            return view;
        }
    }

    /** The view has no such feature. */
    public static final class UnknownFeature extends ReferenceException {
        private final String view;
        private final String feature;

        UnknownFeature(String view, String feature) {
            super("The feature view '%s' has no feature '%s'.".formatted(view, feature));
            this.view = view;
            this.feature = feature;
        }

        /** The view. */
        public String view() {
            return view;
        }

        /** The feature. */
        public String feature() {
            return feature;
        }
    }

    /** No view is named. */
    public static final class NoColon extends ReferenceException {
        private final String reference;

        NoColon(String reference) {
            super("The feature reference '%s' names no view: write view:feature.".formatted(reference));
            this.reference = reference;
        }

        /** What was written. */
        public String reference() {
            return reference;
        }
    }

    /** Two columns of the answer would have one name. */
    public static final class SameName extends ReferenceException {
        private final List<String> references;
        private final boolean fullNames;

        SameName(List<String> references, boolean fullNames) {
            super("Both of " + references + " would have the same name in the answer: "
                    + (fullNames ? "ask for one of them only." : "set full_feature_names."));
            this.references = List.copyOf(references);
            this.fullNames = fullNames;
        }

        /** The two. */
        public List<String> references() {
            return references;
        }

        /** Whether names have their view before them already. */
        public boolean fullNames() {
            return fullNames;
        }
    }

    /** An empty list. */
    public static final class NoFeatures extends ReferenceException {
        NoFeatures() {
            super("No features are asked for: set features or feature_service.");
        }
    }

    /** A version of a view that is kept in one version. */
    public static final class NoVersions extends ReferenceException {
        private final String reference;

        NoVersions(String reference) {
            super("'%s' asks for a version; views have one version here: leave @ and what follows out."
                    .formatted(reference));
            this.reference = reference;
        }

        /** View and version as they were written. */
        public String reference() {
            return reference;
        }
    }
}
