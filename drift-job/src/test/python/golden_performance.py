"""Golden vectors of scikit-learn, and of NannyML's formulas for estimates without labels.

usage: golden_performance.py OUTPUT.json
"""
import json
import sys

import numpy as np
import sklearn
from sklearn import metrics
from sklearn.isotonic import IsotonicRegression

from golden import uniforms


def estimated_auc(scores, calibrated):
    """NannyML 0.13.1, estimate_roc_auc: expected rates at every threshold, integrated by trapezoids."""
    thresholds = np.unique(scores)[::-1]
    tp = np.array([0.0] + [calibrated[scores >= t].sum() for t in thresholds])
    fp = np.array([0.0] + [(1 - calibrated[scores >= t]).sum() for t in thresholds])
    return metrics.auc(fp / fp[-1], tp / tp[-1])


def case(seed, size, rounding):
    scores = np.round(uniforms(seed, size), rounding)
    labels = (uniforms(seed + 50, size) < scores**1.5).astype(float)
    calibrated = IsotonicRegression(out_of_bounds="clip").fit(scores, labels).predict(scores)
    hit = scores >= 0.5
    tp, fp = calibrated[hit].sum(), (1 - calibrated[hit]).sum()
    fn, tn = calibrated[~hit].sum(), (1 - calibrated[~hit]).sum()
    return dict(scores=scores.tolist(), labels=labels.tolist(), calibrated=calibrated.tolist(),
                accuracy=metrics.accuracy_score(labels, hit), auc=metrics.roc_auc_score(labels, scores),
                logLoss=metrics.log_loss(labels, scores), brier=metrics.brier_score_loss(labels, scores),
                cbpeAuc=estimated_auc(scores, calibrated), cbpeF1=2 * tp / (2 * tp + fp + fn),
                cbpeAccuracy=(tp + tn) / size)


if __name__ == "__main__":
    document = dict(tools=dict(sklearn=sklearn.__version__),
                    performance=[case(1, 100, 2), case(2, 150, 6), case(3, 120, 1)])
    with open(sys.argv[1], "w") as out:
        out.write("{\n" + ",\n".join(
            f'"{key}": ' + (json.dumps(value) if isinstance(value, dict)
                            else "[\n" + ",\n".join(json.dumps(c) for c in value) + "\n]")
            for key, value in document.items()) + "\n}\n")
