package dev.slipway.operator.driftmonitor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.driftmonitor.DriftMonitorStatus.Verdict;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "one run that finds drift, D, ''",
        "two of three, DND, +2",
        "two of four are not two of three, DNND, ''",
        "a run that could not tell stands between, DUD, +2",
        "it is announced once, DDDD, +1",
        "two without drift do not call it off, DDNN, +1",
        "three in a row call it off, DDNNN, +1-4",
        "a run that could not tell starts the row anew, DDNNUNN, +1",
        "an error starts the row anew, DDNNXNNN, +1-7",
        "it comes back, DDNNNDD, +1-4+6",
        "nothing to tell of, NNUX, ''",
    })
    void two_of_three_announce_and_three_in_a_row_call_off(String why, String verdicts, String changes) {
        var alert = Alert.NONE;
        var told = new StringBuilder();
        for (var i = 0; i < verdicts.length(); i++) {
            var next = alert.after("run-" + i, Instant.EPOCH, verdict(verdicts.charAt(i)), 2, 3, 3);
            if (next.firing() != alert.firing()) {
                assertThat(next.since()).isEqualTo("run-" + i);
                told.append(next.firing() ? '+' : '-').append(i);
            }
            alert = Alert.of(next.state(List.of()));
        }
        assertThat(told).as(why).hasToString(changes);
    }

    private static Verdict verdict(char letter) {
        return switch (letter) {
            case 'D' -> Verdict.Drift;
            case 'N' -> Verdict.NoDrift;
            case 'U' -> Verdict.Undecided;
            default -> Verdict.Error;
        };
    }
}
