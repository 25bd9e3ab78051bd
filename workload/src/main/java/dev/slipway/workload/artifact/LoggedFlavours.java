package dev.slipway.workload.artifact;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * The flavours that MLflow's file {@code MLmodel} names. It is YAML in block style, as MLflow writes it; only
 * {@code flavors.<flavour>.<field>} counts here, so this reads indentation, not all of YAML.
 */
public final class LoggedFlavours {
    /** The file's name. */
    public static final String FILE = "MLmodel";

    private LoggedFlavours() {}

    /** Fields by flavour, such as {@code onnx} to {@code data: model.onnx}. */
    public static Map<String, Map<String, String>> read(byte[] file) {
        String yaml = new String(file, StandardCharsets.UTF_8);
        Map<String, Map<String, String>> flavours = new TreeMap<>();
        boolean inside = false;
        int depth = -1;
        Map<String, String> current = new TreeMap<>();
        for (String line : yaml.lines().toList()) {
            int indent = line.length() - line.stripLeading().length();
            if (line.isBlank() || line.strip().startsWith("#")) {
                continue;
            }
            if (indent == 0) {
                inside = line.startsWith("flavors:");
                depth = -1;
            } else if (inside) {
                depth = depth < 0 ? indent : depth;
                int colon = line.indexOf(':');
                if (indent == depth && colon > 0) {
                    current = new TreeMap<>();
                    flavours.put(unquote(line.substring(0, colon)), current);
                } else if (indent == 2 * depth && colon > 0) {
                    current.put(unquote(line.substring(0, colon)), unquote(line.substring(colon + 1)));
                }
            }
        }
        return flavours;
    }

    private static String unquote(String text) {
        String word = text.strip();
        boolean quoted = word.length() > 1
                && (word.charAt(0) == '"' || word.charAt(0) == '\'')
                && word.charAt(word.length() - 1) == word.charAt(0);
        return quoted ? word.substring(1, word.length() - 1) : word;
    }
}
