"""Golden vectors of River: where its own KSWIN finds drift, of streams that golden.py describes.

usage: golden_river.py OUTPUT.json      in the environment of requirements-river.txt

River draws from the older values at random. Here its generator is replaced by one that draws as ours does: by a SplittableRandom
of Java whose seed is the number of the step. Everything else is River's.
"""
import json
import sys

import river
from river.drift import KSWIN

from golden import sample

WORD = 2**64 - 1
LENGTH = 2000


class SplittableRandom:
    """java.util.SplittableRandom."""

    def __init__(self, seed):
        self.seed = seed

    def next_int(self):
        self.seed = (self.seed + 0x9E3779B97F4A7C15) & WORD
        z = ((self.seed ^ (self.seed >> 33)) * 0x62A9D9ED799705F5) & WORD
        return (((z ^ (z >> 28)) * 0xCB24D0A5C88C35B3) & WORD) >> 32

    def below(self, bound):
        if bound & (bound - 1) == 0:
            return self.next_int() & (bound - 1)
        while True:
            drawn = self.next_int() >> 1
            rest = drawn % bound
            if drawn - rest + bound - 1 < 2**31:
                return rest


class Draws:
    """In place of River's random.Random."""

    def __init__(self):
        self.step = 0

    def sample(self, population, count):
        random, drawn = SplittableRandom(self.step), list(population)
        for i in range(count):
            j = i + random.below(len(drawn) - i)
            drawn[i], drawn[j] = drawn[j], drawn[i]
        return drawn[:count]


class Repeatable(KSWIN):
    def __init__(self, draws):
        self.draws = draws
        super().__init__()

    def _reset(self):
        super()._reset()
        self._rng = self.draws


def stream(seed):
    """Values whose mean changes now and then; every third stream has ties, every third is of errors, 0 or 1 each."""
    values = sample(seed, LENGTH, "ties" if seed % 3 == 1 else "smooth", 0.0)
    period, size = 150 + 50 * (seed % 7), 0.25 * (seed % 5)
    values = [float(value + size * (i // period % 3)) for i, value in enumerate(values)]
    return [float(value > 0.3) for value in values] if seed % 3 == 2 else values


def case(seed):
    draws, drifts = Draws(), []
    detector = Repeatable(draws)
    for i, value in enumerate(stream(seed)):
        draws.step = i + 1
        detector.update(value)
        if detector.drift_detected:
            drifts.append(i)
    return dict(seed=seed, length=LENGTH, drifts=drifts)


if __name__ == "__main__":
    with open(sys.argv[1], "w") as out:
        cases = ",\n".join(json.dumps(case(seed)) for seed in range(1, 101))
        out.write('{\n"tools": ' + json.dumps(dict(river=river.__version__)) + ',\n"kswin": [\n' + cases + "\n]\n}\n")
