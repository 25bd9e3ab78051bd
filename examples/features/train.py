#!/usr/bin/env python3
"""Trains a model that tells which customers are about to leave, and exports it to ONNX.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python train.py

Writes churn.onnx: input x, FP32 [-1, 7], the features of modeldeployment.yaml in their order, NaN where there is none;
outputs label, INT64 [-1], and probabilities, FP32 [-1, 2].
"""
import hashlib
import sys
from pathlib import Path

import numpy
import onnxruntime
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import data

HERE = Path(__file__).parent
FEATURES = ["plan_level", "tenure_days", "satisfaction", "orders_30d", "spend_30d", "largest_30d", "orders_7d"]
OPSET = 17


def row(features):
    return [numpy.nan if features[name] is None else features[name] for name in FEATURES]


def table(customers):
    """Features, float32 [n, 7], and whether each leaves, int64 [n]."""
    return (numpy.array([row(c.features()) for c in customers], dtype=numpy.float32),
            numpy.array([c.leaves() for c in customers], dtype=numpy.int64))


def train():
    """A model fitted on two thirds of the customers, and the third that it never saw."""
    customers = data.customers()
    seen = [c for c in customers if c.customer_id % 3]
    unseen = [c for c in customers if c.customer_id % 3 == 0]
    no_orders = SimpleImputer(strategy="constant", fill_value=0)
    model = make_pipeline(no_orders, StandardScaler(), LogisticRegression(max_iter=1000))
    return model.fit(*table(seen)), *table(unseen)


def export(model):
    """The bytes of the ONNX file."""
    types = [("x", FloatTensorType([None, len(FEATURES)]))]
    graph = to_onnx(model, initial_types=types, options={"zipmap": False}, target_opset=OPSET, name="churn")
    opsets = {entry.domain: entry.version for entry in graph.opset_import}  # skl2onnx names the default one twice
    del graph.opset_import[:]
    for domain, version in opsets.items():
        graph.opset_import.add(domain=domain, version=version)
    return graph.SerializeToString(deterministic=True)


def answers(onnx, x):
    """What ONNX Runtime says about x: the classes and the probabilities."""
    session = onnxruntime.InferenceSession(onnx, providers=["CPUExecutionProvider"])
    return session.run(["label", "probabilities"], {"x": x})


def main():
    model, x, y = train()
    onnx = export(model)
    labels, probabilities = answers(onnx, x)
    difference = float(numpy.abs(probabilities - model.predict_proba(x)).max())
    if not numpy.array_equal(labels, model.predict(x)) or difference > 1e-5:
        sys.exit(f"churn.onnx does not answer as the trained model does: largest difference {difference:.2e}")
    (HERE / "churn.onnx").write_bytes(onnx)
    print(f"right about {model.score(x, y):.3f} of {len(y)} customers that it never saw; {1 - y.mean():.3f} of them stay")
    print(f"churn.onnx: {len(onnx)} bytes, sha256:{hashlib.sha256(onnx).hexdigest()}")


if __name__ == "__main__":
    main()
