"""One peer on two Parquet files, in its own environment: peer.py evidently|nannyml|scipy REFERENCE CURRENT
Prints CPU seconds of the comparison alone (reading and imports apart), of the whole process, and the peak of resident memory.
"""
import resource
import sys
import time

import numpy as np


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def report(what, seconds):
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what}: {seconds:.4f} CPU s, peak {peak:.0f} MB", flush=True)


def evidently(reference, current):
    import evidently as package
    from evidently import Report
    from evidently.presets import DataDriftPreset
    import pandas as pd

    x, y = pd.read_parquet(reference), pd.read_parquet(current)
    start = cpu()
    result = Report([DataDriftPreset()]).run(y, x)
    result.dict()
    report(f"evidently {package.__version__} {len(x)} x {x.shape[1]} default", cpu() - start)


def nannyml(reference, current):
    import nannyml as package
    import pandas as pd

    x, y = pd.read_parquet(reference), pd.read_parquet(current)
    for method in ("kolmogorov_smirnov", "jensen_shannon"):
        start = cpu()
        calculator = package.UnivariateDriftCalculator(
            column_names=list(x.columns), continuous_methods=[method], chunk_number=10)
        calculator.fit(x)
        calculator.calculate(y).to_df()
        report(f"nannyml {package.__version__} {len(x)} x {x.shape[1]} {method}", cpu() - start)


def scipy(rows, _):
    import scipy as package
    from scipy import stats

    rng = np.random.default_rng(3)
    x, y = rng.standard_normal(int(rows)), rng.standard_normal(int(rows)) + 0.0005
    start = cpu()
    stats.ks_2samp(x, y)
    report(f"scipy {package.__version__} ks_2samp {rows} and {rows}", cpu() - start)
    start = cpu()
    stats.kstwo.sf(0.0015, 1_000_000)
    report("scipy kstwo.sf at e = 1e6", cpu() - start)


if __name__ == "__main__":
    dict(evidently=evidently, nannyml=nannyml, scipy=scipy)[sys.argv[1]](sys.argv[2], sys.argv[3])
    report(f"{sys.argv[1]}, the whole process", cpu())
