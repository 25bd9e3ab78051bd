"""Golden vectors of SciPy and statsmodels for the tests of the statistics.

usage: golden.py OUTPUT.json

Samples are described by a seed and a shape, and made by SplitMix64 and plain arithmetic, so that Java makes the very
same numbers and the file stays small. The versions of the tools are in the file.
"""
import json
import sys

import numpy as np
import scipy
import statsmodels
from scipy import spatial, stats
from statsmodels.stats.multitest import multipletests

GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def uniforms(seed, count):
    state = (np.arange(1, count + 1, dtype=np.uint64) * GOLDEN) + np.uint64(seed)
    z = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(11)).astype(float) * 2.0**-53


def sample(seed, size, shape, shift):
    u = uniforms(seed, 4 * size).reshape(size, 4)
    x = u[:, 0] + u[:, 1] + u[:, 2] + u[:, 3] - 2 + shift
    if shape == "ties":
        x = np.floor(x * 8) / 8
    elif shape == "atoms":
        x = np.where(u[:, 0] < 0.3, 0.0, x)
    elif shape == "outlier":
        x[-1] = 1e6
    elif shape == "few":
        x = np.floor(x * 2) / 2
    elif shape == "whole":
        x = np.floor(x * 40)
    elif shape == "dice":
        x = np.floor(u[:, 0] * 21)
    elif shape == "constant":
        x = np.full(size, 2.5)
    return x


def two_samples():
    cases = []
    sizes = [(5, 5), (7, 12), (12, 7), (20, 20), (50, 50), (99, 100), (100, 1000), (300, 200), (999, 1000), (5000, 4999),
             (9999, 9998), (10000, 10000), (10001, 500), (20000, 30000), (60000, 50000)]
    seed = 1
    for n, m in sizes:
        for shape in ["smooth", "ties", "atoms", "outlier"]:
            for effect in [0.0, 1.5, 4.0]:
                if n > 5000 and shape not in ("smooth", "ties"):
                    continue
                shift = round(effect * (1 / n + 1 / m) ** 0.5 * 0.6, 6)
                x, y = sample(seed, n, shape, 0.0), sample(seed + 1, m, shape, shift)
                ks = stats.ks_2samp(x, y)
                cvm = stats.cramervonmises_2samp(x, y)
                ad = stats.anderson_ksamp([x, y])
                cases.append(dict(seed=seed, n=n, m=m, shape=shape, shift=shift, ks=ks.statistic, ksP=ks.pvalue,
                                  w1=stats.wasserstein_distance(x, y), cvm=cvm.statistic, cvmP=cvm.pvalue,
                                  ad=ad.statistic, adP=ad.pvalue))
                seed += 2
    return cases


def kolmogorov():
    cases = []
    for n in [1, 2, 3, 5, 10, 50, 139, 140, 141, 500, 1000, 4999, 5000, 20000, 100000, 100001, 300000, 1000000, 2000000]:
        for z in [0.2, 0.35, 0.5, 0.8, 1.0, 1.2, 1.4, 1.49, 1.6, 2.0, 2.1, 3.0, 5.0, 9.0, 14.0]:
            d = z / n**0.5
            if d < 1:
                cases.append(dict(n=n, d=d, p=stats.kstwo.sf(d, n)))
    return cases


def tables():
    cases = []
    for seed in range(1, 31):
        levels = 2 if seed % 3 == 0 else int(2 + uniforms(seed, 1)[0] * 40)
        x = np.floor(uniforms(seed + 100, levels) * 500 + 1)
        y = np.floor(uniforms(seed + 200, levels) * 500 + 1) if seed % 2 else np.floor(x * 1.1) + seed % 5
        chi2 = stats.chi2_contingency(np.array([x, y]))
        p, q = x / x.sum(), y / y.sum()
        cases.append(dict(x=x.tolist(), y=y.tolist(), chi2=chi2.statistic, chi2P=chi2.pvalue, dof=int(chi2.dof),
                          psi=float(np.sum((p - q) * np.log(p / q))), kl=stats.entropy(p, q),
                          js=spatial.distance.jensenshannon(p, q),
                          hellinger=float(np.sqrt(np.sum((np.sqrt(p) - np.sqrt(q)) ** 2) / 2)),
                          tvd=float(np.abs(p - q).sum() / 2)))
    return cases


def corrections():
    cases = []
    for seed in range(1, 11):
        p = uniforms(seed, 5 * seed) ** 3
        cases.append(dict(p=p.tolist(), bh=multipletests(p, method="fdr_bh")[1].tolist(),
                          by=multipletests(p, method="fdr_by")[1].tolist(),
                          bonferroni=multipletests(p, method="bonferroni")[1].tolist()))
    return cases


def kernels():
    """Biased and unbiased estimates of the squared discrepancy with the exact kernel."""
    cases = []
    for seed in (1, 3, 5):
        x = sample(seed, 600, "smooth", 0.0).reshape(200, 3)
        y = sample(seed + 1, 600, "smooth", 0.3 * (seed // 2)).reshape(200, 3)
        k = lambda a, b: np.exp(-spatial.distance.cdist(a, b, "sqeuclidean") / 2)
        n = len(x)
        unbiased = (k(x, x).sum() - n) / (n * (n - 1)) + (k(y, y).sum() - n) / (n * (n - 1)) - 2 * k(x, y).mean()
        cases.append(dict(seed=seed, shift=0.3 * (seed // 2), squared=float(unbiased)))
    return cases


if __name__ == "__main__":
    import warnings

    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    document = dict(tools=dict(scipy=scipy.__version__, statsmodels=statsmodels.__version__, numpy=np.__version__),
                    twoSamples=two_samples(), kolmogorov=kolmogorov(), tables=tables(), corrections=corrections(),
                    kernels=kernels())
    with open(sys.argv[1], "w") as out:
        out.write("{\n")
        out.write(",\n".join(
            f'"{key}": ' + (json.dumps(value) if isinstance(value, dict)
                            else "[\n" + ",\n".join(json.dumps(case) for case in value) + "\n]")
            for key, value in document.items()))
        out.write("\n}\n")
