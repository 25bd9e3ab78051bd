package dev.slipway.driftjob.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource({
        "60860.4, 60860, 60_860",
        "1234567.8, 1234568, 1_234_568",
        "-1234.5, -1234, -1234",
        "12345678.9, 1.235e+07, 1.235e+07",
        "1e308, 1e+308, 1e+308",
        "20000, 20000, 20_000",
        "123456789, 123456789, 123_456_789",
        "0.12345, 0.1235, 0.1235",
        "0.00001234, 1.234e-05, 1.234e-05",
        "100.0, 100, 100",
        "0, 0, 0",
        "NaN, –, –",
        "Infinity, –, –"
    })
    void numbers_are_plain_up_to_seven_digits(double value, String plain, String grouped) {
        assertThat(Figures.plain(value)).isEqualTo(plain);
        assertThat(Figures.grouped(value)).isEqualTo(grouped.replace('_', Figures.THIN));
    }

    @Test
    void times_are_dates_in_utc_as_short_as_their_steps_allow() {
        double noon = 1_767_268_800;
        assertThat(Figures.time(1_767_225_600)).isEqualTo("2026-01-01");
        assertThat(Figures.time(noon + 0.25)).isEqualTo("2026-01-01T12:00:00Z");
        assertThat(Figures.minute(noon)).isEqualTo("2026-01-01 12:00");
        assertThat(Figures.tick(noon, 86_400)).isEqualTo("2026-01-01");
        assertThat(Figures.tick(noon, 600)).isEqualTo("01-01 12:00");
        assertThat(Figures.tick(noon, 1)).isEqualTo("12:00:00");
        assertThat(Figures.time(1e18)).isEqualTo("1e+18");
        assertThat(Figures.duration(86_400 * 17.25)).isEqualTo("17.25 days");
    }
}
