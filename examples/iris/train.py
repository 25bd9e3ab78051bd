#!/usr/bin/env python3
"""Trains a classifier on the iris data, exports it to ONNX and proves that both give the same answers.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python train.py

Reads iris.csv; writes iris.onnx: input x, FP32 [-1, 4], the four columns of iris.csv in centimetres;
outputs label, INT64 [-1], the class, and probabilities, FP32 [-1, 3].
"""
import csv
import hashlib
import sys
from pathlib import Path

import numpy
import onnxruntime
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

HERE = Path(__file__).parent
CLASSES = ["setosa", "versicolor", "virginica"]
OPSET = 17


def read_iris():
    """The measurements, float32 [150, 4], and the classes, int64 [150]."""
    with open(HERE / "iris.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    measurements = numpy.array([row[:4] for row in rows], dtype=numpy.float32)
    classes = numpy.array([CLASSES.index(row[4]) for row in rows], dtype=numpy.int64)
    return measurements, classes


def train():
    """A model fitted on two thirds of the flowers, and the third that it never saw."""
    x, y = read_iris()
    x_fit, x_held_out, y_fit, y_held_out = train_test_split(x, y, test_size=1 / 3, random_state=7, stratify=y)
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    return model.fit(x_fit, y_fit), x_held_out, y_held_out


def export(model):
    """The bytes of the ONNX file."""
    options = {"zipmap": False}  # probabilities as one tensor, not as a list of maps
    types = [("x", FloatTensorType([None, 4]))]
    graph = to_onnx(model, initial_types=types, options=options, target_opset=OPSET, name="iris")
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
    model, x_held_out, y_held_out = train()
    onnx = export(model)

    x, _ = read_iris()
    labels, probabilities = answers(onnx, x)
    difference = float(numpy.abs(probabilities - model.predict_proba(x)).max())
    if not numpy.array_equal(labels, model.predict(x)) or difference > 1e-5:
        sys.exit(f"iris.onnx does not answer as the trained model does: largest difference {difference:.2e}")

    (HERE / "iris.onnx").write_bytes(onnx)
    print(f"accuracy on {len(y_held_out)} flowers that it never saw: {model.score(x_held_out, y_held_out):.3f}")
    print(f"parity with scikit-learn on all {len(x)}: same classes, probabilities within {difference:.1e}")
    print(f"iris.onnx: {len(onnx)} bytes, sha256:{hashlib.sha256(onnx).hexdigest()}")


if __name__ == "__main__":
    main()
