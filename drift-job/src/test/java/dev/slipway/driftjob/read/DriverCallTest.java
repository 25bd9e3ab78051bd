package dev.slipway.driftjob.read;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

class DriverCallTest {
    @Test
    void an_array_that_no_memory_holds_is_an_error_of_the_database() {
        assertThatThrownBy(() -> DriverCall.of(() -> new byte[Integer.MAX_VALUE]))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("what arrives is not PostgreSQL's protocol");
    }

    @Test
    void an_answer_to_nothing_that_was_asked_too() {
        assertThatThrownBy(() -> DriverCall.of(() -> new ArrayDeque<>().removeFirst()))
                .isInstanceOf(SQLException.class)
                .hasMessage("what arrives is not PostgreSQL's protocol");
    }

    @Test
    void an_array_of_negative_length_too() {
        int length = -"x".length();
        assertThatThrownBy(() -> DriverCall.of(() -> new byte[length]))
                .isInstanceOf(SQLException.class)
                .hasMessage("what arrives is not PostgreSQL's protocol");
    }
}
