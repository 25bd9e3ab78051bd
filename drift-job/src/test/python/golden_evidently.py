"""Golden vectors of Evidently: its own distances, on its own bins, of samples that golden.py describes.

usage: golden_evidently.py OUTPUT.json      in the environment of requirements-evidently.txt

Left out: its total variation (a permutation test's p-value). "columns" are whole reports of Evidently: their cleaning of the
columns, their scores.
"""
import json
import sys
import warnings

import evidently
import numpy as np
import pandas as pd
from evidently import DataDefinition, Dataset, Report
from evidently.metrics import ValueDrift
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


def gaps(values):
    """The values with some missing, and some infinite."""
    for start, step, instead in ((3, 17, np.nan), (5, 23, np.inf), (7, 29, -np.inf)):
        values[start::step] = instead
    return values


def reported(reference, current, kind, methods):
    definition = DataDefinition(**{kind + "_columns": ["c"]})
    sides = [Dataset.from_pandas(pd.DataFrame(dict(c=side)), data_definition=definition) for side in (reference, current)]
    report = Report([ValueDrift(column="c", method=evidently_name) for evidently_name in methods.values()])
    metrics = report.run(sides[1], sides[0]).dict()["metrics"]
    values = dict(zip(methods, (float(metric["value"]) for metric in metrics)))
    return {name: None if np.isnan(value) else value for name, value in values.items()}


def columns_of_numbers():
    methods = dict(psi="psi", js="jensenshannon", kl="kl_div", wasserstein="wasserstein")
    kinds = [(shape, shape, gap) for shape in ("smooth", "ties", "atoms", "outlier", "few", "whole") for gap in (False, True)]
    kinds += [("constant", "constant", False), ("constant", "few", True), ("few", "smooth", False), ("smooth", "constant", False)]
    cases = [(n, m, *kind) for n, m in [(300, 200), (512, 512), (4000, 999)] for kind in kinds]
    cases += [(300_000, 300_000, "dice", "dice", gap) for gap in (False, True)]
    for seed, (n, m, shape, other, gap) in enumerate(cases):
        x, y = sample(300 + seed, n, shape, 0.0), sample(500 + seed, m, other, 0.25)
        if gap:
            x, y = gaps(x), gaps(y)
        elif shape in ("whole", "dice"):
            x, y = x.astype(int), y.astype(int)
        yield dict(seed=300 + seed, other=500 + seed, n=n, m=m, shape=shape, otherShape=other, shift=0.25, gaps=gap,
                   scores=reported(x, y, "numerical", methods))


def columns_of_names():
    methods = dict(psi="psi", js="jensenshannon", chi2="chisquare")
    counted = [dict(x=[40, 60, 200], y=[50, 55, 180]), dict(x=[400, 600, 0], y=[350, 700, 3]), dict(x=[400, 600, 7], y=[35, 70, 0]),
               dict(x=[9000, 30000, 1, 2], y=[8000, 31000, 0, 5]), dict(x=[500], y=[700]), dict(x=[500, 0], y=[0, 700]),
               dict(x=[100, 200, 0, 1], y=[100, 190, 10, 0], nulls=[20, 30]),
               dict(x=[300, 500], y=[330, 440], bools=True), dict(x=[300, 0], y=[330, 1], bools=True),
               dict(x=[300, 500], y=[330, 440], bools=True, nulls=[10, 90])]
    for case in counted:
        case = dict(bools=False, nulls=[0, 0]) | case
        names = [True, False] if case["bools"] else [f"level {i}" for i in range(len(case["x"]))]
        x, y = ([name for name, count in zip(names, case[side]) for _ in range(count)] + [None] * missing
                for side, missing in zip("xy", case["nulls"]))
        yield case | dict(scores=reported(x, y, "categorical", methods))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    document = dict(tools=dict(evidently=evidently.__version__), numbers=numbers(), levels=levels(),
                    columnsOfNumbers=list(columns_of_numbers()), columnsOfNames=list(columns_of_names()))
    with open(sys.argv[1], "w") as out:
        out.write("{\n" + ",\n".join(
            f'"{key}": ' + (json.dumps(value) if isinstance(value, dict)
                            else "[\n" + ",\n".join(json.dumps(c) for c in value) + "\n]")
            for key, value in document.items()) + "\n}\n")
