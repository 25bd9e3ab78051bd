"""Golden vectors of Evidently: its own distances, on its own bins, of samples that golden.py describes.

usage: golden_evidently.py OUTPUT.json      in the environment of requirements-evidently.txt

Left out: its chi-squared test (goodness of fit, not homogeneity) and its total variation (a permutation test's p-value).
"""
import json
import sys

import evidently
import numpy as np
import pandas as pd
from evidently.legacy.calculations import stattests
from evidently.legacy.calculations.stattests.utils import get_binned_data
from evidently.legacy.core import ColumnType

from golden import sample, uniforms

DISTANCES = dict(psi=stattests.psi_stat_test, kl=stattests.kl_div_stat_test, js=stattests.jensenshannon_stat_test,
                 hellinger=stattests.hellinger_stat_test)
TESTS = dict(w1=stattests.wasserstein_stat_test, ksP=stattests.ks_stat_test, adP=stattests.anderson_darling_test,
             cvmP=stattests.cramer_von_mises)


def score(test, x, y, kind):
    return float(test(pd.Series(x), pd.Series(y), kind, None).drift_score)


def numbers():
    cases = []
    for seed, (n, m) in enumerate([(300, 200), (1000, 1500), (4000, 999), (5000, 5000)]):
        for shape in ("smooth", "ties", "atoms", "outlier"):
            for shift in (0.0, 0.25):
                x, y = sample(40 + seed, n, shape, 0.0), sample(60 + seed, m, shape, shift)
                filled = get_binned_data(pd.Series(x), pd.Series(y), ColumnType.Numerical, 30)
                plain = get_binned_data(pd.Series(x), pd.Series(y), ColumnType.Numerical, 30, False)
                case = dict(seed=40 + seed, other=60 + seed, n=n, m=m, shape=shape, shift=shift,
                            filled=[side.tolist() for side in filled], plain=[side.tolist() for side in plain])
                case.update({name: score(DISTANCES[name], x, y, ColumnType.Numerical) for name in ("psi", "kl", "js")})
                case.update({name: score(test, x, y, ColumnType.Numerical) for name, test in TESTS.items()})
                cases.append(case)
    return cases


def levels():
    cases = []
    for seed in range(1, 16):
        count = int(2 + uniforms(seed, 1)[0] * 12)
        x, y = (np.floor(uniforms(seed + of, count) * 300 + 1).astype(int) for of in (100, 200))
        names = [f"level {i}" for i in range(count)]
        rows = [np.repeat(names, side) for side in (x, y)]
        case = dict(x=x.tolist(), y=y.tolist())
        case.update({name: score(test, *rows, ColumnType.Categorical) for name, test in DISTANCES.items()})
        cases.append(case)
    return cases


if __name__ == "__main__":
    document = dict(tools=dict(evidently=evidently.__version__), numbers=numbers(), levels=levels())
    with open(sys.argv[1], "w") as out:
        out.write("{\n" + ",\n".join(
            f'"{key}": ' + (json.dumps(value) if isinstance(value, dict)
                            else "[\n" + ",\n".join(json.dumps(c) for c in value) + "\n]")
            for key, value in document.items()) + "\n}\n")
