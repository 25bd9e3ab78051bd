package dev.slipway.driftjob.statistics;

/** A parabola by least squares, about the mean of x so that the normal equations stay well conditioned. */
record Quadratic(double centre, double c0, double c1, double c2) {
    static Quadratic fit(double[] x, double[] y) {
        int n = x.length;
        double centre = 0;
        for (double value : x) {
            centre += value / n;
        }
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double t0 = 0;
        double t1 = 0;
        double t2 = 0;
        for (int i = 0; i < n; i++) {
            double u = x[i] - centre;
            s2 += u * u;
            s3 += u * u * u;
            s4 += u * u * u * u;
            t0 += y[i];
            t1 += u * y[i];
            t2 += u * u * y[i];
        }
        double determinant = n * (s2 * s4 - s3 * s3) - s2 * s2 * s2;
        double c0 = (t0 * (s2 * s4 - s3 * s3) + s2 * (t1 * s3 - t2 * s2)) / determinant;
        double c1 = (n * (t1 * s4 - t2 * s3) + s2 * (t0 * s3 - t1 * s2)) / determinant;
        double c2 = (n * (t2 * s2 - t1 * s3) - t0 * s2 * s2) / determinant;
        return new Quadratic(centre, c0, c1, c2);
    }

    double at(double x) {
        double u = x - centre;
        return c0 + u * (c1 + u * c2);
    }
}
