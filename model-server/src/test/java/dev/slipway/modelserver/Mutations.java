package dev.slipway.modelserver;

import java.util.Arrays;
import java.util.Random;

/** Damaged forms of valid bytes, the same for the same seed. {@code -Dslipway.fuzz.rounds} makes a run longer. */
public final class Mutations {
    /** How many forms of each seed a test looks at. */
    public static final int ROUNDS = Integer.getInteger("slipway.fuzz.rounds", 1000);

    private final Random random;

    /** Forms from this seed on. */
    public Mutations(long seed) {
        random = new Random(seed);
    }

    /** One to four changes: bits, bytes, cuts, pieces doubled, pieces moved, lengths blown up. */
    public byte[] of(byte[] whole) {
        byte[] bytes = whole.clone();
        for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
            bytes = once(bytes);
        }
        return bytes;
    }

    private byte[] once(byte[] bytes) {
        int at = random.nextInt(bytes.length);
        int to = at + random.nextInt(bytes.length - at + 1);
        switch (random.nextInt(6)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt();
            case 2 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 3 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 9), (byte) 0xff);
            case 4 -> {
                byte[] longer = Arrays.copyOf(bytes, bytes.length + to - at);
                System.arraycopy(bytes, at, longer, to, bytes.length - at);
                return longer;
            }
            default -> System.arraycopy(bytes, at, bytes, 0, to - at);
        }
        return bytes;
    }
}
