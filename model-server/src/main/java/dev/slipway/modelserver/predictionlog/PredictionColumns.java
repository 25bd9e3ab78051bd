package dev.slipway.modelserver.predictionlog;

import dev.slipway.modelserver.onnx.DataType;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.List;

/** Writes the columns {@code prediction} and {@code score} of a row. */
sealed interface PredictionColumns {
    void read(ByteBuffer record, int rows);

    void write(CopyStream out) throws SQLException;

    static PredictionColumns of(PredictionRule rule, FixedMask mask) {
        return switch (rule) {
            case PredictionRule.Label label -> new Labelled(label, mask);
            case PredictionRule.Largest largest -> new Classes(largest, mask);
            case PredictionRule.Quantity quantity -> new Single(quantity, mask);
        };
    }

    /** A label, and the largest of the probabilities beside it. */
    final class Labelled implements PredictionColumns {
        private final FixedMask mask;
        private final boolean hasScores;
        private final RecordedTensor label;
        private final RecordedTensor scores;

        Labelled(PredictionRule.Label rule, FixedMask mask) {
            this.mask = mask;
            this.hasScores = rule.scores() >= 0;
            this.label = new RecordedTensor(rule.datatype());
            this.scores = new RecordedTensor(rule.scoreType());
        }

        @Override
        public void read(ByteBuffer record, int rows) {
            label.read(record, rows, 1);
            if (hasScores) {
                scores.read(record, rows, 0);
            }
        }

        @Override
        public void write(CopyStream out) throws SQLException {
            if (label.present()) {
                label.row();
                label.write(out, mask.prediction());
            } else {
                out.nothing();
            }
            if (hasScores && scores.present()) {
                scores.row();
                score(Largest.of(scores).value(), mask, out);
            } else {
                out.nothing();
            }
        }
    }

    /** The class of the largest number. */
    final class Classes implements PredictionColumns {
        private final FixedMask mask;
        private final List<String> labels;
        private final boolean numbers;
        private final RecordedTensor scores;

        Classes(PredictionRule.Largest rule, FixedMask mask) {
            this.mask = mask;
            this.labels = rule.labels();
            this.numbers = RowEncoder.floating(rule.datatype());
            this.scores = new RecordedTensor(rule.datatype());
        }

        @Override
        public void read(ByteBuffer record, int rows) {
            scores.read(record, rows, 0);
        }

        @Override
        public void write(CopyStream out) throws SQLException {
            if (!numbers || !scores.present()) {
                out.nothing();
                out.nothing();
                return;
            }
            scores.row();
            Largest largest = Largest.of(scores);
            if (mask.prediction() || (!labels.isEmpty() && largest.index() >= labels.size())) {
                out.nothing();
            } else if (labels.isEmpty()) {
                out.int8(largest.index());
            } else {
                out.text(labels.get(largest.index()));
            }
            score(largest.value(), mask, out);
        }
    }

    /** One number, which is both. */
    final class Single implements PredictionColumns {
        private final FixedMask mask;
        private final DataType type;
        private final RecordedTensor number;

        Single(PredictionRule.Quantity rule, FixedMask mask) {
            this.mask = mask;
            this.type = rule.datatype();
            this.number = new RecordedTensor(rule.datatype());
        }

        @Override
        public void read(ByteBuffer record, int rows) {
            number.read(record, rows, 1);
        }

        @Override
        public void write(CopyStream out) throws SQLException {
            if (!number.present()) {
                out.nothing();
                out.nothing();
                return;
            }
            number.row();
            double value = number.number();
            if (mask.prediction()) {
                out.nothing();
            } else if (type == DataType.FP64) {
                out.float8(value);
            } else {
                out.float4((float) value);
            }
            score(value, mask, out);
        }
    }

    private static void score(double value, FixedMask mask, CopyStream out) throws SQLException {
        if (mask.score()) {
            out.nothing();
        } else {
            out.float8(value);
        }
    }

    /** The largest number of a row; NaN is larger than none. */
    record Largest(int index, double value) {
        static Largest of(RecordedTensor row) {
            int index = 0;
            double value = Double.NaN;
            for (int i = 0; i < row.width(); i++) {
                double candidate = row.number();
                if (Double.isNaN(value) ? !Double.isNaN(candidate) : candidate > value) {
                    value = candidate;
                    index = i;
                }
            }
            return new Largest(index, value);
        }
    }
}
