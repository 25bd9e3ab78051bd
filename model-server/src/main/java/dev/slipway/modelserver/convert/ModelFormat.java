package dev.slipway.modelserver.convert;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The formats that are converted at load, told apart by a file's first bytes. */
public enum ModelFormat {
    /** XGBoost's JSON, {@code Booster.save_model("model.json")}. */
    XGBOOST_JSON("xgboost"),
    /** XGBoost's Universal Binary JSON, {@code Booster.save_model("model.ubj")}. */
    XGBOOST_UBJ("xgboost"),
    /** LightGBM's text, {@code Booster.save_model("model.txt")}. */
    LIGHTGBM_TEXT("lightgbm");

    private final String declared;

    ModelFormat(String declared) {
        this.declared = declared;
    }

    /** The name in {@code spec.model.format}. */
    public String declared() {
        return declared;
    }

    /** The format of a file that starts with these bytes (some hundred are enough); empty for any other. */
    public static Optional<ModelFormat> detect(byte[] head) {
        String text = new String(head, 0, Math.min(head.length, 512), StandardCharsets.ISO_8859_1);
        if (text.startsWith("tree\nversion=") || text.startsWith("tree\r\nversion=")) {
            return Optional.of(LIGHTGBM_TEXT);
        }
        if (text.startsWith("{") && text.contains("learner") && text.length() > 1 && isUbjLength(text.charAt(1))) {
            return Optional.of(XGBOOST_UBJ);
        }
        return text.stripLeading().startsWith("{") && text.contains("\"learner\"")
                ? Optional.of(XGBOOST_JSON)
                : Optional.empty();
    }

    /** UBJ's markers of the integer that gives a key's length. */
    private static boolean isUbjLength(char marker) {
        return "iUIlL".indexOf(marker) >= 0;
    }
}
