#!/usr/bin/env python3
"""Trains a small XGBoost classifier on the iris data and saves it as XGBoost does; nothing is converted here.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python train.py

Reads ../iris/iris.csv; writes iris.ubj and, with XGBoost's own predictions, requests/ and expected/.
"""
import csv
import hashlib
import json
from pathlib import Path

import numpy
import xgboost

HERE = Path(__file__).parent
COLUMNS = ["sepal_length", "sepal_width", "petal_length", "petal_width"]
CLASSES = ["setosa", "versicolor", "virginica"]
ASKED = [0, 60, 100, 119]  # one easy flower of each species and one that is hard to tell


def read_iris():
    """The measurements, float32 [150, 4], and the classes, int64 [150]."""
    with open(HERE.parent / "iris" / "iris.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    measurements = numpy.array([row[:4] for row in rows], dtype=numpy.float32)
    return measurements, numpy.array([CLASSES.index(row[4]) for row in rows])


def train():
    """The bytes of the model file."""
    x, y = read_iris()
    parameters = {"objective": "multi:softprob", "num_class": 3, "max_depth": 2, "eta": 0.4, "nthread": 1, "seed": 7}
    booster = xgboost.train(parameters, xgboost.DMatrix(x, y, feature_names=COLUMNS), 5)
    return bytes(booster.save_raw("ubj"))


def predict(model, rows):
    """XGBoost's own answer, float32 [rows, 3]."""
    booster = xgboost.Booster(model_file=bytearray(model))
    return booster.predict(xgboost.DMatrix(numpy.array(rows, dtype=numpy.float32), feature_names=COLUMNS))


def exchanges(model):
    """A request of each protocol and the answer to it."""
    rows = [[float(str(value)) for value in row] for row in read_iris()[0][ASKED]]
    answer = [[float(str(value)) for value in row] for row in predict(model, rows)]
    tensor = {"name": "input", "datatype": "FP32", "shape": [len(rows), 4], "data": sum(rows, [])}
    result = {"name": "predict", "datatype": "FP32", "shape": [len(rows), 3], "data": sum(answer, [])}
    return {"v1": ({"instances": rows}, {"predictions": answer}),
            "v2": ({"inputs": [tensor]}, {"model_name": "iris-xgboost", "outputs": [result]})}


def main():
    model = train()
    (HERE / "iris.ubj").write_bytes(model)
    for name, pair in exchanges(model).items():
        for folder, document in zip(("requests", "expected"), pair):
            (HERE / folder).mkdir(exist_ok=True)
            (HERE / folder / f"{name}.json").write_text(json.dumps(document) + "\n", encoding="utf-8")
    print(f"iris.ubj: {len(model)} bytes, sha256:{hashlib.sha256(model).hexdigest()}")


if __name__ == "__main__":
    main()
