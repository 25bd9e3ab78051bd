#!/usr/bin/env python3
"""Converts a fitted scikit-learn pipeline to ONNX and proves that both answer alike.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python convert.py              trains, converts, compares, writes wine.onnx
    .venv/bin/python convert.py --check      compares wine.onnx with a fresh training, and its digest with the YAML

Copy to_onnx() and parity() for your own model.
"""
import hashlib
import sys
from pathlib import Path

import numpy
import onnxruntime
import skl2onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.datasets import load_wine
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

HERE = Path(__file__).parent
MODEL = HERE / "wine.onnx"
TOLERANCE = 1e-5


def train():
    """A pipeline that fills gaps, scales and classifies; and the data, float32 as the server will see it."""
    x, y = load_wine(return_X_y=True)
    x = x.astype(numpy.float32)
    x[::7, 3] = numpy.nan
    model = make_pipeline(
        SimpleImputer(), StandardScaler(), RandomForestClassifier(20, max_depth=4, random_state=7))
    return model.fit(x, y), x


def to_onnx(model, columns):
    """The bytes of an ONNX file with one FP32 input `input` and the outputs `label` and `probabilities`."""
    graph = skl2onnx.to_onnx(
        model,
        initial_types=[("input", FloatTensorType([None, columns]))],
        options={"zipmap": False},  # probabilities as one tensor, not as a list of maps
        target_opset={"": 17, "ai.onnx.ml": 3})
    return graph.SerializeToString(deterministic=True)


def parity(model, onnx, x):
    """The largest difference between the probabilities of both; fails where a class differs."""
    session = onnxruntime.InferenceSession(onnx, providers=["CPUExecutionProvider"])
    label, probabilities = session.run(None, {"input": x})
    assert numpy.array_equal(label, model.predict(x)), "a class differs"
    difference = float(numpy.abs(probabilities - model.predict_proba(x)).max())
    assert difference <= TOLERANCE, f"probabilities differ by {difference:.2e}"
    return difference


def main():
    model, x = train()
    if sys.argv[1:] == ["--check"]:
        onnx = MODEL.read_bytes()
        digest = hashlib.sha256(onnx).hexdigest()
        assert f"digest: sha256:{digest}\n" in (HERE / "modeldeployment.yaml").read_text(encoding="utf-8"), digest
        print(f"ok      wine.onnx answers as scikit-learn does: probabilities within {parity(model, onnx, x):.1e}")
        return
    onnx = to_onnx(model, x.shape[1])
    print(f"parity with scikit-learn on {len(x)} rows: same classes, probabilities within {parity(model, onnx, x):.1e}")
    MODEL.write_bytes(onnx)
    print(f"{MODEL.name}: {len(onnx)} bytes, sha256:{hashlib.sha256(onnx).hexdigest()}")


if __name__ == "__main__":
    main()
