"""Golden vectors for the gate: DeLong by its definition, McNemar of statsmodels, paired bootstrap of SciPy, metrics of
scikit-learn.

usage: golden_gate.py OUTPUT.json
"""
import json
import sys

import numpy as np
import scipy
import sklearn
import statsmodels
from scipy import stats
from sklearn import metrics
from statsmodels.stats.contingency_tables import mcnemar

from golden import uniforms


def delong(labels, a, b):
    """DeLong, DeLong, Clarke-Pearson 1988, equations 3 to 5, comparison by comparison; what pROC computes."""
    ones, zeros = labels == 1, labels == 0

    def components(scores):
        x, y = scores[ones], scores[zeros]
        psi = (x[:, None] > y[None, :]) + 0.5 * (x[:, None] == y[None, :])
        return psi.mean(axis=1), psi.mean(axis=0)

    (a10, a01), (b10, b01) = components(a), components(b)
    variance = np.var(a10 - b10, ddof=1) / ones.sum() + np.var(a01 - b01, ddof=1) / zeros.sum()
    z = (a10.mean() - b10.mean()) / np.sqrt(variance)
    return dict(delongA=a10.mean(), delongB=b10.mean(), delongVariance=variance, delongP=2 * stats.norm.sf(abs(z)))


def rows(seed, size, rounding, effect):
    labels = (uniforms(seed, size) < 0.35).astype(float)
    common = uniforms(seed + 1, size)
    a = np.round(0.5 * labels * uniforms(seed + 2, size) + 0.7 * common, rounding)
    b = np.round((0.5 + effect) * labels * uniforms(seed + 3, size) + 0.7 * common, rounding)
    return labels, np.clip(a, 0, 1), np.clip(b, 0, 1)


def case(seed, size, rounding, effect):
    labels, a, b = rows(seed, size, rounding, effect)
    hit_a, hit_b = (a >= 0.5) == (labels == 1), (b >= 0.5) == (labels == 1)
    table = [[int((hit_a & hit_b).sum()), int((hit_a & ~hit_b).sum())],
             [int((~hit_a & hit_b).sum()), int((~hit_a & ~hit_b).sum())]]
    apart = table[0][1] + table[1][0]
    test = mcnemar(table, exact=apart < 25, correction=True)

    def area(l, scores):
        ones = int(l.sum())
        return (stats.rankdata(scores)[l == 1].sum() - ones * (ones + 1) / 2) / (ones * (len(l) - ones))

    def benefit(l, x, y):
        return area(l, y) - area(l, x)

    boot = stats.bootstrap((labels, a, b), benefit, paired=True, vectorized=False, n_resamples=1000, method="percentile",
                           confidence_level=0.9, rng=np.random.default_rng(seed))
    result = dict(seed=seed, labels=labels.tolist(), a=a.tolist(), b=b.tolist(), mcnemarP=float(test.pvalue),
                  low=float(boot.confidence_interval.low), high=float(boot.confidence_interval.high),
                  error=float(boot.standard_error), **delong(labels, a, b))
    for name, scores in (("A", a), ("B", b)):
        result["f1" + name] = metrics.f1_score(labels, scores >= 0.5)
        result["precision" + name] = metrics.precision_score(labels, scores >= 0.5)
        result["recall" + name] = metrics.recall_score(labels, scores >= 0.5)
        result["logLoss" + name] = metrics.log_loss(labels, scores)
        result["mae" + name] = metrics.mean_absolute_error(labels, scores)
        result["rmse" + name] = metrics.root_mean_squared_error(labels, scores)
        result["r2" + name] = metrics.r2_score(labels, scores)
    return result


def counts():
    return [dict(b=b, c=c, p=float(mcnemar([[50, b], [c, 50]], exact=b + c < 25, correction=True).pvalue))
            for b, c in [(0, 0), (0, 1), (3, 9), (12, 12), (0, 24), (10, 15), (5, 40), (200, 260), (1000, 1000)] if b + c > 0]


if __name__ == "__main__":
    document = dict(tools=dict(scipy=scipy.__version__, statsmodels=statsmodels.__version__, sklearn=sklearn.__version__),
                    pairs=[case(11, 200, 6, 0.1), case(21, 300, 2, 0.0), case(31, 250, 1, 0.3)], mcnemar=counts())
    with open(sys.argv[1], "w") as out:
        out.write("{\n" + ",\n".join(
            f'"{key}": ' + (json.dumps(value) if isinstance(value, dict)
                            else "[\n" + ",\n".join(json.dumps(c) for c in value) + "\n]")
            for key, value in document.items()) + "\n}\n")
