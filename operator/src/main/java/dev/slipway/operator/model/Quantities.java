package dev.slipway.operator.model;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Quantities in the one spelling that the API server stores, so that {@code 1000m} and {@code 1} are no difference.
 * Source: {@code k8s.io/apimachinery/pkg/api/resource}, "canonical form".
 */
public final class Quantities {
    private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
    private static final List<String> DECIMAL = List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");
    private static final int DECIMAL_UNIT = DECIMAL.indexOf("");

    /** The API server rounds resources of pods up to thousandths. */
    private static final int FINEST = 3;

    private static final BigInteger KIBI = BigInteger.valueOf(1024);

    private Quantities() {}

    public static Map<String, Quantity> canonical(Map<String, Quantity> quantities) {
        var result = new TreeMap<String, Quantity>();
        quantities.forEach((name, quantity) -> result.put(name, canonical(quantity)));
        return result;
    }

    /** @throws IllegalArgumentException if the text is no quantity */
    public static Quantity canonical(Quantity quantity) {
        var value = value(quantity).setScale(FINEST, RoundingMode.UP);
        var suffix = quantity.getFormat() == null ? "" : quantity.getFormat();
        if (BINARY.indexOf(suffix) > 0 && value.abs().compareTo(BigDecimal.valueOf(1024)) >= 0 && isWhole(value)) {
            return binary(value.toBigIntegerExact());
        }
        return decimal(value);
    }

    /** The amount in base units: cores, bytes, devices. */
    public static BigDecimal value(Quantity quantity) {
        try {
            return Quantity.getAmountInBytes(quantity);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException("'" + quantity + "' is not a quantity such as 500m, 2 or 1Gi", e);
        }
    }

    private static boolean isWhole(BigDecimal value) {
        return value.stripTrailingZeros().scale() <= 0;
    }

    private static Quantity binary(BigInteger value) {
        var step = 0;
        while (step < BINARY.size() - 1 && value.mod(KIBI).signum() == 0 && value.signum() != 0) {
            value = value.divide(KIBI);
            step++;
        }
        return new Quantity(value.toString(), BINARY.get(step));
    }

    private static Quantity decimal(BigDecimal value) {
        if (value.signum() == 0) {
            return new Quantity("0", "");
        }
        for (var step = DECIMAL.size() - 1; step >= 0; step--) {
            var scaled = value.scaleByPowerOfTen(-3 * (step - DECIMAL_UNIT));
            if (isWhole(scaled)) {
                return new Quantity(scaled.toBigIntegerExact().toString(), DECIMAL.get(step));
            }
        }
        throw new IllegalArgumentException(value + " is finer than a billionth");
    }
}
