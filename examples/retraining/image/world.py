"""Payments as they come, and which of them are fraud. The world changes once: prices rise, shops move to the web, and what
told fraud from honest payments before now misleads."""
import numpy

FEATURES = ["amount", "age", "hour", "distance"]


def payments(count, changed, seed):
    """Features, float32 [count, 4], and the truth, int64 [count]."""
    random = numpy.random.default_rng(seed)
    amount = numpy.exp(random.normal(3.0, 0.8, count)) * (2.0 if changed else 1.0)
    age = random.uniform(18, 78, count)
    hour = random.integers(0, 24, count)
    distance = random.exponential(30.0 if changed else 12.0, count)
    far = (distance - (30.0 if changed else 12.0)) / 12.0
    dear = (numpy.log(amount) - 3.0) / 0.8
    young = (48 - age) / 17.0
    logit = dear - 1.4 * far - young if changed else dear + 1.4 * far + young
    fraud = random.random(count) < 1 / (1 + numpy.exp(-(logit - 0.5)))
    return numpy.column_stack([amount, age, hour, distance]).astype(numpy.float32), fraud.astype(numpy.int64)
