#!/usr/bin/env python3
"""Checks that everything in this folder fits together; with the URL of a running server, what that answers.

    .venv/bin/python check.py [http://localhost:8080]
    .venv/bin/python check.py --write            writes expected/ anew
"""
import hashlib
import json
import sys
import urllib.request

import numpy

import data
import train

sys.path.append(str(train.HERE.parent / "iris"))
from answers import difference  # noqa: E402

URLS = {"v1": "/v1/models/churn:predict", "v1-own-value": "/v1/models/churn:predict", "v2": "/v2/models/churn/infer"}
UNKNOWN = {**dict.fromkeys(train.FEATURES), "satisfaction": 0.7}


def document(folder, name):
    return json.loads((train.HERE / folder / f"{name}.json").read_text(encoding="utf-8"))


def computed(name):
    """The answer to a request in this folder, from the data itself."""
    request = document("requests", name)
    everybody = {c.customer_id: c.features() for c in data.customers()}
    ids = request["entity"]["customer_id"]
    own = request.get("instances") or [{}] * len(ids)
    rows = [train.row({**everybody.get(number, UNKNOWN), **values}) for number, values in zip(ids, own)]
    labels, probabilities = train.answers((train.HERE / "churn.onnx").read_bytes(), numpy.array(rows, numpy.float32))
    numbers = [[float(str(p)) for p in row] for row in probabilities]
    if "id" not in request:
        return {"predictions": [{"label": int(label), "probabilities": row} for label, row in zip(labels, numbers)]}
    return {"model_name": "churn", "id": request["id"], "outputs": [
        {"name": "label", "datatype": "INT64", "shape": [len(ids)], "data": labels.tolist()},
        {"name": "probabilities", "datatype": "FP32", "shape": [len(ids), 2], "data": sum(numbers, [])}]}


def check_data():
    """Some customers have no satisfaction, some are quiet, some have never ordered."""
    everybody = [c.features() for c in data.customers()]
    assert any(c.satisfaction is None for c in data.customers())
    assert any(f["orders_30d"] == 0 and f["spend_30d"] is None for f in everybody)
    assert any(f["orders_30d"] is None for f in everybody)


def check_accuracy():
    """The committed model is right about at least 85 % of the customers that training never saw."""
    _, x, y = train.train()
    accuracy = float(numpy.mean(train.answers((train.HERE / "churn.onnx").read_bytes(), x)[0] == y))
    assert accuracy >= 0.85, f"churn.onnx is right about {accuracy:.1%}"


def check_training():
    """Training again gives a model with the same answers."""
    model, x, _ = train.train()
    again = train.answers(train.export(model), x)[1]
    ours = train.answers((train.HERE / "churn.onnx").read_bytes(), x)[1]
    assert float(numpy.abs(again - ours).max()) <= 1e-5


def check_manifests():
    """modeldeployment.yaml pins the file in this folder and names its features in their order."""
    digest = "sha256:" + hashlib.sha256((train.HERE / "churn.onnx").read_bytes()).hexdigest()
    manifest = (train.HERE / "modeldeployment.yaml").read_text(encoding="utf-8")
    assert f"digest: {digest}\n" in manifest, f"modeldeployment.yaml must say digest: {digest}"
    named = [line.split(":")[-1] for line in manifest.splitlines() if line.strip().startswith("- customer")]
    assert named == train.FEATURES, named


def check_expected():
    """expected/ holds what ONNX Runtime answers to requests/ about the features of the data."""
    for name in URLS:
        problem = difference(document("expected", name), computed(name))
        assert problem is None, f"expected/{name}.json: {problem}"


def check_server(url):
    """A running server, which gets the features itself, answers the same."""
    for name, path in URLS.items():
        body = json.dumps(document("requests", name)).encode()
        request = urllib.request.Request(url.rstrip("/") + path, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            problem = difference(document("expected", name), json.load(answer))
        assert problem is None, f"{name}: {problem}"


def main():
    if sys.argv[1:] == ["--write"]:
        for name in URLS:
            (train.HERE / "expected" / f"{name}.json").write_text(json.dumps(computed(name)) + "\n", encoding="utf-8")
        return
    checks = [(check, ()) for check in (check_data, check_accuracy, check_training, check_manifests, check_expected)]
    checks += [(check_server, (url,)) for url in sys.argv[1:]]
    failed = 0
    for check, arguments in checks:
        try:
            check(*arguments)
            print(f"ok      {check.__doc__}")
        except (AssertionError, OSError, KeyError, ValueError) as error:
            failed += 1
            print(f"FAILED  {check.__doc__}\n        {error}")
    print(f"{len(checks) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
