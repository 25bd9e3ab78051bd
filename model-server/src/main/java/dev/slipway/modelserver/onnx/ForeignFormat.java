package dev.slipway.modelserver.onnx;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/** Names what people upload by mistake, from a file's first bytes. */
final class ForeignFormat {
    private ForeignFormat() {}

    /** A name and what to do, ending in a full stop; empty when the bytes may start an ONNX model. */
    static String recognise(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        String start = text.stripLeading().toLowerCase(Locale.ROOT);
        if (start.startsWith("<!doctype html") || start.startsWith("<html")) {
            return "an HTML page; check the address and whether it needs credentials.";
        }
        if (start.startsWith("<?xml") || start.startsWith("<error")) {
            return "XML, often a store's error message; check the address.";
        }
        if (start.startsWith("version https://git-lfs")) {
            return "a Git LFS pointer; give the address of the file itself.";
        }
        if (start.startsWith("{")) {
            return "JSON; give the address of the .onnx file.";
        }
        return byMagic(head, text);
    }

    private static String byMagic(byte[] head, String text) {
        if (text.startsWith("\u001f\u008b")) {
            return "gzip; upload the unpacked .onnx file.";
        }
        if (text.startsWith("PK\u0003\u0004")) {
            return "a zip archive (PyTorch .pt, Keras or a package); export the model to ONNX.";
        }
        if (head.length > 1 && head[0] == (byte) 0x80 && head[1] >= 2 && head[1] <= 5) {
            return "a Python pickle; convert it with skl2onnx or torch.onnx.export.";
        }
        if (text.startsWith("\u0089HDF")) {
            return "HDF5 (Keras); convert it with tf2onnx.";
        }
        if (text.startsWith("binf")) {
            return "XGBoost's old binary format; load it with XGBoost and save it as .json or .ubj.";
        }
        if (text.startsWith("GGUF")) {
            return "GGUF; export the model to ONNX.";
        }
        if (text.length() > 8 && text.startsWith("TFL3", 4)) {
            return "TensorFlow Lite; convert it with tf2onnx.";
        }
        if (text.length() > 8 && text.startsWith("ORTM", 4)) {
            return "ONNX Runtime's .ort format; give the .onnx file.";
        }
        return startsModel(head) ? "" : unknown(head);
    }

    /** A ModelProto starts with a small field; every writer known puts ir_version (field 1, a varint) first. */
    private static boolean startsModel(byte[] head) {
        int field = (head[0] & 0xff) >>> 3;
        int wireType = head[0] & 7;
        boolean known = (field >= 1 && field <= 8) || field == 14;
        return known && wireType == (field == 1 || field == 5 ? ProtobufReader.VARINT : ProtobufReader.BYTES);
    }

    private static String unknown(byte[] head) {
        byte[] first = java.util.Arrays.copyOf(head, Math.min(8, head.length));
        return "none that is known (" + HexFormat.ofDelimiter(" ").formatHex(first) + "); give an .onnx file.";
    }
}
