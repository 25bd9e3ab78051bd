#!/usr/bin/env python3
"""Checks that everything in this folder fits together; with the URL of a running server, also what that answers.

    .venv/bin/python check.py [http://localhost:8080]
"""
import hashlib
import json
import sys
import urllib.request

import numpy

import train

MODEL = train.HERE / "iris.ubj"
URLS = {"v1": "/v1/models/iris-xgboost:predict", "v2": "/v2/models/iris-xgboost/infer"}


def document(folder, name):
    return json.loads((train.HERE / folder / f"{name}.json").read_text(encoding="utf-8"))


def numbers(answer):
    """The probabilities of an answer of either protocol."""
    if "predictions" in answer:
        return numpy.array(answer["predictions"])
    output = answer["outputs"][0]
    assert output["name"] == "predict" and output["datatype"] == "FP32", output
    return numpy.array(output["data"]).reshape(output["shape"])


def check_digest():
    """modeldeployment.yaml pins the file in this folder."""
    digest = "sha256:" + hashlib.sha256(MODEL.read_bytes()).hexdigest()
    assert f"digest: {digest}\n" in (train.HERE / "modeldeployment.yaml").read_text(encoding="utf-8"), digest


def check_expected():
    """expected/ holds what XGBoost answers to requests/."""
    for name, (request, answer) in train.exchanges(MODEL.read_bytes()).items():
        assert document("requests", name) == request, name
        numpy.testing.assert_allclose(numbers(document("expected", name)), numbers(answer), rtol=1e-6)


def check_training():
    """Training again gives a model with the same answers."""
    x, _ = train.read_iris()
    numpy.testing.assert_allclose(
        train.predict(train.train(), x), train.predict(MODEL.read_bytes(), x), rtol=1e-5)


def check_server(url):
    """A running server answers as XGBoost does."""
    for name, path in URLS.items():
        body = json.dumps(document("requests", name)).encode()
        request = urllib.request.Request(url + path, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            numpy.testing.assert_allclose(
                numbers(json.load(answer)), numbers(document("expected", name)), rtol=1e-6, err_msg=path)


def main():
    checks = [check_digest, check_expected, check_training]
    for check in checks:
        check()
        print(f"ok      {check.__doc__}")
    if len(sys.argv) > 1:
        check_server(sys.argv[1].rstrip("/"))
        print(f"ok      {check_server.__doc__}")


if __name__ == "__main__":
    main()
