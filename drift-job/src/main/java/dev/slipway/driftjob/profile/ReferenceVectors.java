package dev.slipway.driftjob.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the profile of a reference's vectors in one pass: the first {@value #SAMPLE} rows give the scale, half the median
 * squared distance of standardised rows being the kernel's variance.
 */
public final class ReferenceVectors {
    static final int SAMPLE = 1024;

    private static final int FEATURES = 256;
    private static final int PAIRED = 200;
    private static final long SEED = 20_261_128;

    private final List<double[]> first = new ArrayList<>();
    private @Nullable VectorProfile profile;
    private long nulls;
    private long invalid;

    public void add(double[] row) {
        if (row.length == 0
                || row.length > FourierBasis.MAX_WIDTH
                || !VectorProfile.finite(row)
                || (!first.isEmpty() && row.length != first.getFirst().length)) {
            invalid++;
        } else if (profile != null) {
            profile.add(row);
        } else {
            first.add(row.clone());
            if (first.size() == SAMPLE) {
                profile = counting();
            }
        }
    }

    public void addNull() {
        nulls++;
    }

    public void addInvalid() {
        invalid++;
    }

    /** The profile; call once, at the end. Without rows it is of width 1 and empty. */
    public VectorProfile profile() {
        VectorProfile result = profile == null ? counting() : profile;
        result.nulls += nulls;
        result.invalid += invalid;
        return result;
    }

    private VectorProfile counting() {
        int width = first.isEmpty() ? 1 : first.getFirst().length;
        double[] centres = new double[width];
        double[] scales = new double[width];
        for (int i = 0; i < width; i++) {
            double sum = 0;
            double squares = 0;
            for (double[] row : first) {
                sum += row[i];
            }
            centres[i] = first.isEmpty() ? 0 : sum / first.size();
            for (double[] row : first) {
                squares += (row[i] - centres[i]) * (row[i] - centres[i]);
            }
            scales[i] = first.isEmpty() ? 0 : Math.sqrt(squares / first.size());
        }
        double bandwidth = Math.sqrt(Math.max(1e-6, medianSquaredDistance(scales) / 2));
        for (int i = 0; i < width; i++) {
            scales[i] *= bandwidth;
        }
        VectorProfile counting = new VectorProfile(new FourierBasis(centres, scales, FEATURES, SEED));
        first.forEach(counting::add);
        return counting;
    }

    private double medianSquaredDistance(double[] scales) {
        int rows = Math.min(PAIRED, first.size());
        if (rows < 2) {
            return 2;
        }
        double[] distances = new double[rows * (rows - 1) / 2];
        int at = 0;
        for (int a = 0; a < rows; a++) {
            for (int b = 0; b < a; b++) {
                double sum = 0;
                for (int i = 0; i < scales.length; i++) {
                    double offset = first.get(a)[i] - first.get(b)[i];
                    sum += scales[i] > 0 ? offset * offset / (scales[i] * scales[i]) : 0;
                }
                distances[at++] = sum;
            }
        }
        Arrays.sort(distances);
        return distances[at / 2];
    }
}
