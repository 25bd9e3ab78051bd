"""Golden vectors of NannyML: its own estimates of performance without labels, of the scores of golden_performance.py.

usage: golden_nannyml.py PERFORMANCE.json OUTPUT.json      in an environment with nannyml and its pandas

Its area under the curve takes the scores one by one, so that equal ones have an order, and rounds its counts to five decimals:
it is left out where scores are equal.
"""
import json
import sys

import nannyml
import numpy as np
from nannyml.performance_estimation.confidence_based import metrics


def case(given):
    scores, calibrated = np.array(given["scores"]), np.array(given["calibrated"])
    hit = (scores >= 0.5).astype(int)
    estimates = dict(accuracy=metrics.estimate_accuracy(hit, calibrated), f1=metrics.estimate_f1(hit, calibrated))
    if len(set(given["scores"])) == len(scores):
        estimates["auc"] = metrics.estimate_roc_auc(calibrated, scores)
    return {name: float(value) for name, value in estimates.items()}


if __name__ == "__main__":
    with open(sys.argv[1]) as given:
        cases = [case(each) for each in json.load(given)["performance"]]
    with open(sys.argv[2], "w") as out:
        json.dump(dict(tools=dict(nannyml=nannyml.__version__), estimates=cases), out, indent=1)
        out.write("\n")
