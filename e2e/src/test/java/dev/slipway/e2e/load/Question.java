package dev.slipway.e2e.load;

import java.util.Optional;

/** A request and what counts as a right answer to it. */
public interface Question {
    String path();

    String body();

    /** What is wrong with an answer; empty if it is right. */
    Optional<String> problem(int status, String body);
}
