package dev.slipway.driftjob.decision;

/**
 * How far a measured distance may be from that of the populations, with a probability of error of at most alpha for both
 * sides together. No assumption but independent rows; divide the row counts by the design effect where they are not.
 */
public sealed interface ConfidenceBand {
    /** Largest plausible error of the distance. */
    double radius(double n, double m, double alpha);

    /** The alpha at which the radius is no more than the gap; 1 where there is no gap. */
    default double alphaFor(double n, double m, double gap) {
        if (gap <= 0) {
            return 1;
        }
        double low = -700;
        double high = 0;
        if (radius(n, m, Math.exp(low)) <= gap) {
            return Math.exp(low);
        }
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (radius(n, m, Math.exp(middle)) <= gap) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return radius(n, m, Math.exp(high)) <= gap ? Math.exp(high) : 1;
    }

    /** Of the Kolmogorov-Smirnov distance: Dvoretzky, Kiefer, Wolfowitz with Massart's constant, alpha / 2 a side. */
    record KolmogorovSmirnov() implements ConfidenceBand {
        @Override
        public double radius(double n, double m, double alpha) {
            double root = Math.sqrt(Math.log(4 / alpha) / 2);
            return root / Math.sqrt(n) + root / Math.sqrt(m);
        }
    }

    /**
     * Of the total variation distance over so many levels: the smaller of the bound of Weissman et al. 2003 and
     * McDiarmid's about the greatest mean, alpha / 2 a side.
     */
    record TotalVariation(int levels) implements ConfidenceBand {
        @Override
        public double radius(double n, double m, double alpha) {
            return oneSide(n, alpha / 2) + oneSide(m, alpha / 2);
        }

        private double oneSide(double rows, double alpha) {
            double weissman = Math.sqrt((levels * Math.log(2) - Math.log(alpha)) / (2 * rows));
            double mcDiarmid = Math.sqrt(Math.max(0, levels - 1) / rows) / 2 + Math.sqrt(-Math.log(alpha) / (2 * rows));
            return Math.min(weissman, mcDiarmid);
        }
    }

    /**
     * Of the distance of two means of random Fourier features, whose rows have norm at most root 2: expectation by Jensen,
     * deviation by McDiarmid, alpha / 2 a side.
     */
    record KernelMean() implements ConfidenceBand {
        @Override
        public double radius(double n, double m, double alpha) {
            double root = Math.sqrt(2) + 2 * Math.sqrt(-Math.log(alpha / 2));
            return root / Math.sqrt(n) + root / Math.sqrt(m);
        }
    }
}
