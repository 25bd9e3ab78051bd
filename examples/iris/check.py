#!/usr/bin/env python3
"""Checks that everything in this folder fits together, with the real ONNX Runtime and a fresh training.

    .venv/bin/python check.py            compares
    .venv/bin/python check.py --write    writes expected/ anew
"""
import csv
import hashlib
import json
import sys

import numpy
from sklearn.datasets import load_iris

import answers
import train


def short(value):
    """A float32 as the shortest text that reads back as the same float32."""
    return float(str(numpy.float32(value)))


def computed(name):
    """The answer to a request in this folder, computed here."""
    request = answers.request(name)
    if "instances" in request:
        labels, probabilities = run(request["instances"])
        return {"predictions": [
            {"label": int(label), "probabilities": [short(p) for p in row]}
            for label, row in zip(labels, probabilities)]}
    tensor = request["inputs"][0]
    labels, probabilities = run(numpy.array(tensor["data"]).reshape(tensor["shape"]))
    outputs = {
        "label": {"datatype": "INT64", "shape": list(labels.shape), "data": labels.tolist()},
        "probabilities": {"datatype": "FP32", "shape": list(probabilities.shape),
                          "data": [short(p) for p in probabilities.flat]},
    }
    wanted = [output["name"] for output in request.get("outputs", [])] or list(outputs)
    return {"model_name": "iris", "id": request["id"],
            "outputs": [{"name": name, **outputs[name]} for name in wanted]}


def run(rows):
    onnx = (answers.HERE / "iris.onnx").read_bytes()
    return train.answers(onnx, numpy.array(rows, dtype=numpy.float32))


def check_data():
    """iris.csv is the iris data that scikit-learn ships."""
    iris = load_iris()
    with open(answers.HERE / "iris.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    ours = [[*map(float, row[:4]), row[4]] for row in rows]
    theirs = [[*x.tolist(), str(iris.target_names[y])] for x, y in zip(iris.data, iris.target)]
    assert ours == theirs, "iris.csv differs from sklearn.datasets.load_iris()"


def check_accuracy():
    """The committed model is right about at least 95 % of the flowers that training never saw."""
    _, x, y = train.train()
    accuracy = float(numpy.mean(run(x)[0] == y))
    assert accuracy >= 0.95, f"iris.onnx is right about {accuracy:.1%} of the held-out flowers"


def check_training():
    """Training again gives a model with the same answers."""
    x, _ = train.read_iris()
    labels, probabilities = train.answers(train.export(train.train()[0]), x)
    ours, our_probabilities = run(x)
    worst = float(numpy.abs(probabilities - our_probabilities).max())
    assert numpy.array_equal(labels, ours), "a fresh training puts flowers into other classes than iris.onnx does"
    assert worst <= answers.TOLERANCE, f"a fresh training differs from iris.onnx by {worst:.2e}"


def check_digest():
    """modeldeployment.yaml pins the file in this folder."""
    digest = "sha256:" + hashlib.sha256((answers.HERE / "iris.onnx").read_bytes()).hexdigest()
    manifest = (answers.HERE / "modeldeployment.yaml").read_text(encoding="utf-8")
    assert f"digest: {digest}\n" in manifest, f"modeldeployment.yaml must say digest: {digest}"


def check_expected():
    """expected/ holds what ONNX Runtime answers to requests/."""
    for name in answers.URLS:
        problem = answers.difference(computed(name), answers.expected(name))
        assert problem is None, f"expected/{name}.json: {problem}"


def check_files():
    """Every request has an answer and a URL."""
    for folder in ("requests", "expected"):
        found = {file.stem for file in (answers.HERE / folder).glob("*.json")}
        assert found == set(answers.URLS), f"{folder}/ holds {sorted(found)}, answers.py names {sorted(answers.URLS)}"


def write_expected():
    for name in answers.URLS:
        text = json.dumps(computed(name))
        (answers.HERE / "expected" / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def main():
    if sys.argv[1:] == ["--write"]:
        return write_expected()
    failed = 0
    checks = [check_data, check_accuracy, check_training, check_digest, check_expected, check_files]
    for check in checks:
        try:
            check()
            print(f"ok      {check.__doc__}")
        except (AssertionError, OSError, KeyError, ValueError) as error:
            failed += 1
            print(f"FAILED  {check.__doc__}\n        {error}")
    print(f"{len(checks) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
