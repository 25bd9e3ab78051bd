package dev.slipway.modelserver.predictionlog;

import dev.slipway.modelserver.onnx.DataType;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Turns records into rows of the table: one row of the table for each row of the request. */
final class RowEncoder {
    /** Between 1970, which Java counts from, and 2000, which PostgreSQL counts from. */
    private static final long EPOCH_MICROS = 946_684_800_000_000L;

    private final List<FeatureGroup> features;
    private final List<RecordedTensor> tensors = new ArrayList<>();
    private final PredictionColumns prediction;
    private final FixedMask mask;
    private final String revision;
    private final int fields;

    RowEncoder(RowLayout layout, String revision) {
        this.features = layout.features();
        this.mask = layout.fixedMask();
        this.revision = revision;
        this.fields = layout.columns().size();
        for (FeatureGroup group : features) {
            tensors.add(new RecordedTensor(group.spec().datatype()));
        }
        this.prediction = PredictionColumns.of(layout.rule(), mask);
    }

    /**
     * Writes the rows of all whole records.
     *
     * @return how many rows were left out, since their records were never finished
     */
    long encode(ByteBuffer records, CopyStream out) throws SQLException {
        long leftOut = 0;
        int offset = 0;
        while (offset < records.limit()) {
            if (records.getInt(offset + LogRecord.STATE) == LogRecord.WHOLE) {
                record(records, offset, out);
            } else {
                leftOut += records.getInt(offset + LogRecord.ROWS);
            }
            offset += records.getInt(offset);
        }
        return leftOut;
    }

    private void record(ByteBuffer records, int offset, CopyStream out) throws SQLException {
        int rows = records.getInt(offset + LogRecord.ROWS);
        records.position(offset + LogRecord.BODY);
        int id = skipText(records);
        int arm = skipText(records);
        int entity = skipText(records);
        for (int i = 0; i < features.size(); i++) {
            tensors.get(i).read(records, rows, features.get(i).width());
        }
        prediction.read(records, rows);
        for (int row = 0; row < rows; row++) {
            out.row(fields);
            id(records, id, rows, row, out);
            out.int8(records.getLong(offset + LogRecord.ARRIVAL) - EPOCH_MICROS);
            optional(mask.revision() || revision.isEmpty(), revision, out);
            text(records, arm, mask.arm(), out);
            text(records, entity, mask.entity(), out);
            prediction.write(out);
            latency(records.getLong(offset + LogRecord.LATENCY), out);
            features(out);
        }
    }

    /** Rows of one request are told apart by their place in it. */
    private static void id(ByteBuffer records, int at, int rows, int row, CopyStream out) throws SQLException {
        int length = records.getInt(at);
        if (rows == 1) {
            out.text(records, at + Integer.BYTES, length);
        } else {
            byte[] id = new byte[length];
            records.get(at + Integer.BYTES, id);
            out.text(new String(id, java.nio.charset.StandardCharsets.UTF_8) + "#" + row);
        }
    }

    private static void text(ByteBuffer records, int at, boolean masked, CopyStream out) throws SQLException {
        int length = records.getInt(at);
        if (masked || length == LogRecord.ABSENT) {
            out.nothing();
        } else {
            out.text(records, at + Integer.BYTES, length);
        }
    }

    private static void optional(boolean absent, String text, CopyStream out) throws SQLException {
        if (absent) {
            out.nothing();
        } else {
            out.text(text);
        }
    }

    private void latency(long micros, CopyStream out) throws SQLException {
        if (mask.latency()) {
            out.nothing();
        } else {
            out.int8(micros);
        }
    }

    private void features(CopyStream out) throws SQLException {
        for (int i = 0; i < features.size(); i++) {
            FeatureGroup group = features.get(i);
            RecordedTensor tensor = tensors.get(i);
            if (!tensor.present()) {
                for (int c = 0; c < group.width(); c++) {
                    out.nothing();
                }
                continue;
            }
            tensor.row();
            for (int c = 0; c < group.width(); c++) {
                tensor.write(out, group.masked().get(c));
            }
        }
    }

    private static int skipText(ByteBuffer records) {
        int at = records.position();
        records.position(at + Integer.BYTES + Math.max(0, records.getInt(at)));
        return at;
    }

    static boolean floating(DataType type) {
        return type == DataType.FP16 || type == DataType.BF16 || type == DataType.FP32 || type == DataType.FP64;
    }
}
