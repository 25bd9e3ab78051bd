package dev.slipway.modelserver.onnx;

import ai.onnxruntime.OrtException;

/** ONNX Runtime's messages without the paths of its own sources, for clients and conditions. */
public final class OrtMessage {
    private static final int LONGEST = 200;

    private OrtMessage() {}

    /** The part that says what is wrong. */
    public static String shorten(OrtException e) {
        String message = String.valueOf(e.getMessage());
        for (String marker : new String[] {"Status Message: ", "message: "}) {
            int at = message.lastIndexOf(marker);
            if (at >= 0) {
                message = message.substring(at + marker.length());
                break;
            }
        }
        String plain = message.replaceAll("\\S*/onnxruntime/\\S+:\\d+ ", "")
                .replaceAll("\\s+", " ")
                .strip();
        return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + "…";
    }
}
