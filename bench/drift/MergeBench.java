import dev.slipway.driftjob.profile.ColumnKind;
import dev.slipway.driftjob.profile.ColumnProfile;
import dev.slipway.driftjob.profile.NumericProfile;
import dev.slipway.driftjob.profile.Profile;
import dev.slipway.driftjob.profile.ProfileFile;
import dev.slipway.driftjob.profile.ReferenceNumbers;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The sum of 720 hours of 100 features, 4,095 edges each, beside one pass over the same rows, which it has to equal to the bit: merging
 * profiles that are in memory, and reading them from their file form and merging, as a run does. Prints a line a figure.
 *
 * java -Xmx1g -cp drift-job/target/classes:LIBRARIES bench/drift/MergeBench.java [ROWS_AN_HOUR]; -Dfeatures=4 for fewer features
 */
class MergeBench {
    private static final int HOURS = 720;
    private static final int FEATURES = Integer.getInteger("features", 100);

    public static void main(String[] arguments) throws Exception {
        int rows = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000;
        SplittableRandom random = new SplittableRandom(11);
        double merging = 0;
        double reading = 0;
        long bytes = 0;
        for (int feature = 0; feature < FEATURES; feature++) {
            ReferenceNumbers numbers = new ReferenceNumbers(ColumnKind.NUMERIC);
            double[] values = random.doubles(200_000).map(v -> Math.log(v)).toArray();
            numbers.addAll(values, 0, values.length);
            NumericProfile reference = numbers.profile();
            NumericProfile whole = reference.emptyLike();
            List<NumericProfile> hours = new ArrayList<>();
            List<byte[]> files = new ArrayList<>();
            for (int hour = 0; hour < HOURS; hour++) {
                double[] data = random.doubles(rows).map(v -> Math.log(v) * 1.1).toArray();
                NumericProfile part = reference.emptyLike();
                part.addAll(data, 0, rows);
                whole.addAll(data, 0, rows);
                hours.add(part);
                files.add(ProfileFile.write(new Profile(rows, new LinkedHashMap<>(Map.of("x", (ColumnProfile) part)))));
                bytes += files.getLast().length;
            }
            double start = cpu();
            NumericProfile sum = reference.emptyLike();
            hours.forEach(sum::merge);
            merging += cpu() - start;
            start = cpu();
            ColumnProfile read = reference.emptyLike();
            for (byte[] file : files) {
                read.merge(ProfileFile.read(file).columns().get("x"));
            }
            reading += cpu() - start;
            if (!sum.equals(whole) || !read.equals(whole)) {
                throw new IllegalStateException("the sum of hours of feature " + feature + " is not one pass over its rows");
            }
        }
        System.out.printf("merge of %d hours x %d features: %.2f CPU s, equal to one pass to the bit%n", HOURS, FEATURES, merging);
        System.out.printf("the same from their file form, %d MB: %.2f CPU s%n", bytes >> 20, reading);
    }

    private static double cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
    }
}
