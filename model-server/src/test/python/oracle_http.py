"""Sends every case of the oracle to servers and compares each answer bit for bit, over V2 JSON, V2 binary and V1,
and the first cases of each model over the raw binary request, /predict, /batch_predict and CloudEvents.

    python oracle_http.py DIRECTORY NAME=URL ...
"""

import functools
import http.client
import json
import sys
from pathlib import Path
from urllib.parse import urlparse

import ml_dtypes
import numpy as np

TYPES = {
    "BOOL": np.bool_, "UINT8": np.uint8, "UINT16": np.uint16, "UINT32": np.uint32, "UINT64": np.uint64,
    "INT8": np.int8, "INT16": np.int16, "INT32": np.int32, "INT64": np.int64, "FP16": np.float16,
    "FP32": np.float32, "FP64": np.float64, "BF16": ml_dtypes.bfloat16,
}
FEW = 3
NAMES = {np.dtype(v): k for k, v in TYPES.items()}


class Connection:
    def __init__(self, url):
        self.http = http.client.HTTPConnection(urlparse(url).netloc)

    def post(self, path, body, headers):
        self.http.request("POST", path, body, headers)
        response = self.http.getresponse()
        answer = response.read()
        assert response.status == 200, (response.status, answer[:300], body[:300])
        return answer, response.headers


    def get(self, path):
        self.http.request("GET", path)
        return json.loads(self.http.getresponse().read())


@functools.cache
def metadata(connection, model):
    return connection.get(f"/v2/models/{model}")


def cases(directory):
    found = {}
    for key, array in np.load(directory / "cases.npz").items():
        case, side, name = key.split("/", 2)
        if name.endswith(".bf16"):
            name, array = name.removesuffix(".bf16"), array.view(ml_dtypes.bfloat16)
        found.setdefault(case, {"in": {}, "out": {}})[side][name] = array
    return [found[case] for case in sorted(found)]


def datatype(array):
    return "BYTES" if array.dtype.kind == "U" else NAMES[array.dtype]


def listed(array):
    return (array.astype(np.float64) if array.dtype == TYPES["BF16"] else array).tolist()


def raw(array):
    if array.dtype.kind != "U":
        return array.tobytes()
    texts = [text.encode() for text in array.flatten().tolist()]
    return b"".join(len(t).to_bytes(4, "little") + t for t in texts)


def described(name, array):
    return {"name": name, "shape": list(array.shape), "datatype": datatype(array)}


def from_list(data, kind, shape):
    dtype = object if kind == "BYTES" else TYPES[kind]
    return np.array(data, dtype=dtype).reshape(shape)


def from_bytes(data, kind, shape):
    if kind != "BYTES":
        return np.frombuffer(data, TYPES[kind]).reshape(shape)
    texts = []
    while data:
        length = int.from_bytes(data[:4], "little")
        texts.append(data[4 : 4 + length].decode())
        data = data[4 + length :]
    return np.array(texts, dtype=object).reshape(shape)


def same(actual, expected, what):
    assert list(actual.shape) == list(expected.shape), (what, actual.shape, expected.shape)
    if expected.dtype.kind == "U":
        assert actual.tolist() == expected.tolist(), (what, actual, expected)
    else:
        assert actual.dtype == expected.dtype, (what, actual.dtype, expected.dtype)
        assert actual.tobytes() == expected.tobytes(), (what, actual, expected)


def v2_json(connection, model, case):
    inputs = [{**described(k, v), "data": listed(v.flatten())} for k, v in case["in"].items()]
    body, _ = connection.post(f"/v2/models/{model}/infer", json.dumps({"inputs": inputs}).encode(), {})
    return {o["name"]: from_list(o["data"], o["datatype"], o["shape"]) for o in json.loads(body)["outputs"]}


def v2_binary(connection, model, case):
    parts = {k: raw(v) for k, v in case["in"].items()}
    inputs = [
        {**described(k, v), "parameters": {"binary_data_size": len(parts[k])}} for k, v in case["in"].items()
    ]
    head = json.dumps({"inputs": inputs, "parameters": {"binary_data_output": True}}).encode()
    body, headers = connection.post(
        f"/v2/models/{model}/infer", head + b"".join(parts.values()),
        {"Inference-Header-Content-Length": str(len(head)), "Content-Type": "application/octet-stream"},
    )
    return binary_outputs(body, headers)


def binary_outputs(body, headers):
    length = int(headers["Inference-Header-Content-Length"])
    rest, outputs = body[length:], {}
    for o in json.loads(body[:length])["outputs"]:
        size = o["parameters"]["binary_data_size"]
        outputs[o["name"]], rest = from_bytes(rest[:size], o["datatype"], o["shape"]), rest[size:]
    assert not rest
    return outputs


def v2_raw(connection, model, case):
    """One tensor as the whole body; None where the server could not know its shape."""
    if len(case["in"]) != 1:
        return None
    array = next(iter(case["in"].values()))
    described = metadata(connection, model)["inputs"][0]
    if described["shape"].count(-1) > 1 or (array.dtype.kind == "U" and array.size != 1):
        return None
    data = array.flatten()[0].encode() if array.dtype.kind == "U" else array.tobytes()
    body, headers = connection.post(
        f"/v2/models/{model}/infer", data,
        {"Inference-Header-Content-Length": "0", "Content-Type": "application/octet-stream"},
    )
    return binary_outputs(body, headers)


def rows_of(case):
    """How many rows all tensors have; None where they have none in common."""
    tensors = [*case["in"].values(), *case["out"].values()]
    rows = {t.shape[0] if t.ndim else None for t in tensors}
    return None if len(rows) > 1 or None in rows else rows.pop()


def row(case, i):
    values = {k: listed(v[i]) for k, v in case["in"].items()}
    return next(iter(values.values())) if len(values) == 1 else values


def predicted(connection, model, case, answers):
    """The rows of the only output; None for classifiers, whose answer is the class and no tensor."""
    (name, expected), = case["out"].items()
    if any("confidence" in answer for answer in answers):
        return None
    values = [answer["prediction"] for answer in answers]
    return {name: from_list(values, datatype(expected), expected.shape)}


def predict(connection, model, case):
    if rows_of(case) != 1 or len(case["out"]) != 1:
        return None
    body, _ = connection.post("/predict", json.dumps({"features": row(case, 0)}).encode(), {})
    return predicted(connection, model, case, [json.loads(body)])


def batch_predict(connection, model, case):
    count = rows_of(case)
    if count is None or len(case["out"]) != 1:
        return None
    body, _ = connection.post(
        "/batch_predict", json.dumps({"instances": [row(case, i) for i in range(count)]}).encode(), {})
    return predicted(connection, model, case, json.loads(body)["predictions"])


def cloud_events(connection, model, case):
    """V1 in an event, as the whole body."""
    return v1(Events(connection), model, case)


class Events:
    def __init__(self, connection):
        self.connection = connection

    def post(self, path, body, headers):
        event = {"specversion": "1.0", "id": "1", "source": "oracle", "type": "request", "data": json.loads(body)}
        answer, headers = self.connection.post(
            path, json.dumps(event).encode(), {"Content-Type": "application/cloudevents+json"})
        return json.dumps(json.loads(answer)["data"]), headers


def v1(connection, model, case):
    """Rows where every tensor has them, else whole tensors; None where V1 cannot say it."""
    tensors = [*case["in"].values(), *case["out"].values()]
    if any(t.ndim == 0 for t in tensors):
        return None
    rows = {t.shape[0] for t in tensors}
    if len(rows) > 1:
        body = {"inputs": {k: listed(v) for k, v in case["in"].items()}}
    elif len(case["in"]) == 1:
        body = {"instances": listed(next(iter(case["in"].values())))}
    else:
        count = rows.pop()
        body = {"instances": [{k: listed(v[i]) for k, v in case["in"].items()} for i in range(count)]}
    answer, _ = connection.post(f"/v1/models/{model}:predict", json.dumps(body).encode(), {})
    predictions = json.loads(answer)["predictions"]
    outputs = case["out"]
    if len(outputs) == 1:
        found = {next(iter(outputs)): predictions}
    elif isinstance(predictions, list):
        found = {k: [row[k] for row in predictions] for k in outputs}
    else:
        found = predictions
    return {k: from_list(v, datatype(outputs[k]), np.shape(v)) for k, v in found.items()}


def main():
    directory = Path(sys.argv[1])
    every, some = (v2_json, v2_binary, v1), (v2_raw, predict, batch_predict, cloud_events)
    failed, compared = [], {protocol.__name__: 0 for protocol in every + some}
    for argument in sys.argv[2:]:
        model, url = argument.split("=", 1)
        connection = Connection(url)
        known = cases(directory / model)
        for protocol in every + some:
            try:
                for number, case in enumerate(known if protocol in every else known[:FEW]):
                    outputs = protocol(connection, model, case)
                    if outputs is None:
                        continue
                    assert set(outputs) == set(case["out"]), (set(outputs), set(case["out"]))
                    for name, expected in case["out"].items():
                        same(outputs[name], expected, f"{model} case {number} {protocol.__name__} {name}")
                    compared[protocol.__name__] += 1
            except Exception as e:
                failed.append(model)
                print("FAILED", model, protocol.__name__, type(e).__name__, str(e)[:900])
    print(len(sys.argv) - 2, "models; answers compared bit for bit:", compared)
    sys.exit(1 if failed or not all(compared.values()) else 0)


if __name__ == "__main__":
    main()
