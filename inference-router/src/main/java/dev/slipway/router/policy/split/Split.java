package dev.slipway.router.policy.split;

/**
 * Divides units among weighted arms so that a change of weights moves as few units as can be.
 *
 * <p>Two arms: 10,000 hash buckets, the second arm has the first {@code share} of them. Buckets nest: while its weight grows
 * no unit leaves it. More arms: weighted rendezvous, the arm with the largest {@code -weight / ln(h)} where {@code h} in
 * (0, 1) is a hash of unit and arm (Thaler and Ravishankar; weights after Schindelhauer and Schomaker): a growing arm takes
 * units from the others and nothing moves between those.
 */
public final class Split {
    /** Buckets of a split in two: one is a hundredth of a percent. */
    public static final int BUCKETS = 10_000;

    private final double[] weights;
    private final long[] salts;
    private final double total;

    private Split(double[] weights, long[] salts, double total) {
        this.weights = weights;
        this.salts = salts;
        this.total = total;
    }

    /**
     * A split by weights that are not negative and not all zero.
     *
     * @param weights one per arm
     * @param salts tells arms apart, such as a hash of the arm's name, so that the order of arms does not matter; one per arm
     */
    public static Split of(double[] weights, long[] salts) {
        double total = 0;
        for (double weight : weights) {
            if (!(weight >= 0) || Double.isInfinite(weight)) {
                throw new IllegalArgumentException("a weight is " + weight + "; it must be 0 or more");
            }
            total += weight;
        }
        if (total <= 0 || weights.length != salts.length) {
            throw new IllegalArgumentException("a split needs a weight above 0, and a salt for each weight");
        }
        return new Split(weights.clone(), salts.clone(), total);
    }

    /** The arm of a unit with this hash; a random number for a request without a unit. */
    public int arm(long hash) {
        return switch (weights.length) {
            case 1 -> 0;
            case 2 -> inShare(hash, weights[1] / total) ? 1 : 0;
            default -> rendezvous(hash);
        };
    }

    /** Whether the bucket of this hash lies in the first {@code share} (0 to 1) of all buckets. */
    public static boolean inShare(long hash, double share) {
        return Long.remainderUnsigned(hash, BUCKETS) < Math.round(share * BUCKETS);
    }

    private int rendezvous(long hash) {
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] == 0) {
                continue;
            }
            double h = ((XxHash64.mix(hash, salts[i]) >>> 11) + 0.5) * 0x1.0p-53;
            double score = -weights[i] / Math.log(h);
            if (score > most) {
                most = score;
                best = i;
            }
        }
        return best;
    }
}
