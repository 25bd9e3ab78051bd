package dev.slipway.e2e.model;

import dev.slipway.e2e.load.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Questions about flowers that two models answer differently; each right answer is counted for the model that gave it. */
public final class WhichIris {
    private final AtomicLong first = new AtomicLong();
    private final AtomicLong second = new AtomicLong();
    private final List<Question> questions = new ArrayList<>();

    /** @param name what clients call the model */
    public WhichIris(String name, ModelFile one, ModelFile other) {
        var ofOne = IrisQuestion.about(name, one);
        var ofOther = IrisQuestion.about(name, other);
        for (var i = 0; i < ofOne.size(); i++) {
            questions.add(new Counted(ofOne.get(i), ofOther.get(i)));
        }
    }

    public List<Question> questions() {
        return List.copyOf(questions);
    }

    /** Counts anew. */
    public void forget() {
        first.set(0);
        second.set(0);
    }

    /** Answers until now. */
    public long answers() {
        return first.get() + second.get();
    }

    /** The part of the answers that the other model gave, 0 to 1. */
    public double shareOfOther() {
        return answers() == 0 ? 0 : second.get() / (double) answers();
    }

    @Override
    public String toString() {
        return first + " answers of the first model, " + second + " of the other";
    }

    private final class Counted implements Question {
        private final Question ofOne;
        private final Question ofOther;

        Counted(Question ofOne, Question ofOther) {
            this.ofOne = ofOne;
            this.ofOther = ofOther;
        }

        @Override
        public String path() {
            return ofOne.path();
        }

        @Override
        public String body() {
            return ofOne.body();
        }

        @Override
        public Optional<String> problem(int status, String body) {
            var problem = ofOne.problem(status, body);
            if (problem.isEmpty()) {
                first.incrementAndGet();
                return problem;
            }
            problem = ofOther.problem(status, body);
            if (problem.isEmpty()) {
                second.incrementAndGet();
            }
            return problem;
        }
    }
}
