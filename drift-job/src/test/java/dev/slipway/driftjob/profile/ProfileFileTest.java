package dev.slipway.driftjob.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class ProfileFileTest {
    @Test
    void what_was_written_is_read_back() throws ProfileFormatException {
        Profile profile = example(5_000);
        assertThat(ProfileFile.read(ProfileFile.write(profile))).isEqualTo(profile);
    }

    @Test
    void a_profile_of_version_1_which_lacks_one_number_of_a_column_of_names_is_read_as_well()
            throws ProfileFormatException {
        byte[] bytes = ProfileFile.write(example(100));
        int unseen = bytes.length - 7;
        byte[] old = new byte[bytes.length - 1];
        System.arraycopy(bytes, 0, old, 0, unseen);
        System.arraycopy(bytes, unseen + 1, old, unseen, old.length - unseen);
        old[4] = 1;
        sign(old);
        assertThat(ProfileFile.read(old)).isEqualTo(example(100));
    }

    @Test
    void a_flipped_bit_or_a_missing_end_is_noticed() {
        byte[] bytes = ProfileFile.write(example(100));
        for (int i = 0; i < bytes.length; i += 7) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 4;
            assertThatThrownBy(() -> ProfileFile.read(damaged)).isInstanceOf(ProfileFormatException.class);
            byte[] shorter = Arrays.copyOf(bytes, i);
            assertThatThrownBy(() -> ProfileFile.read(shorter)).isInstanceOf(ProfileFormatException.class);
        }
    }

    @Test
    void bytes_with_a_right_checksum_and_a_wrong_content_are_refused_or_consistent() {
        byte[] bytes = ProfileFile.write(example(60));
        SplittableRandom random = new SplittableRandom(3);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] forged = bytes.clone();
            for (int k = 0; k <= i % 3; k++) {
                forged[5 + random.nextInt(forged.length - 9)] = (byte) random.nextInt(256);
            }
            sign(forged);
            try {
                Profile read = ProfileFile.read(forged);
                assertThat(read.columns()).isNotEmpty();
            } catch (ProfileFormatException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(5_000);
    }

    private static void sign(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, bytes.length - 4);
        for (int i = 0; i < 4; i++) {
            bytes[bytes.length - 4 + i] = (byte) (crc.getValue() >>> (8 * i));
        }
    }

    static Profile example(int rows) {
        SplittableRandom random = new SplittableRandom(1);
        ReferenceNumbers amount = new ReferenceNumbers(ColumnKind.NUMERIC);
        LevelProfile country = new LevelProfile(ColumnKind.CATEGORICAL);
        for (int i = 0; i < rows; i++) {
            amount.add(random.nextGaussian() * 1e3);
            country.add("land-" + random.nextInt(9));
        }
        amount.addNull();
        amount.add(Double.NaN);
        country.addNull();
        country.addInvalid();
        Map<String, ColumnProfile> columns = new LinkedHashMap<>();
        columns.put("amount", amount.profile());
        columns.put("country", country);
        return new Profile(rows + 2, columns);
    }
}
