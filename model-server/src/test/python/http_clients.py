"""What a server of the models answers to Triton's and KServe's own HTTP clients.

    python http_clients.py NAME=URL ...

needs servers of the test models iris, types, uint32, strings, multi_input, zipmap and log.
"""

import asyncio
import json
import sys
import urllib.error
import urllib.request

import ml_dtypes
import numpy as np
import tritonclient.http as triton
from kserve import InferInput, InferOutput, InferRequest
from kserve.inference_client import InferenceRESTClient, RESTConfig
from tritonclient.utils import InferenceServerException

URLS = dict(argument.split("=", 1) for argument in sys.argv[1:])
X = np.array([[5.1, 3.5, 1.4, 0.2], [6.7, 3.0, 5.2, 2.3]], np.float32)


def connect(model):
    return triton.InferenceServerClient(URLS[model].removeprefix("http://"))


def raises(text, call):
    try:
        call()
    except InferenceServerException as e:
        assert text in str(e), (text, str(e))
        return
    raise AssertionError("no error: " + text)


def iris_input(binary, data=X):
    x = triton.InferInput("x", list(data.shape), "FP32")
    x.set_data_from_numpy(data, binary_data=binary)
    return x


def triton_tells():
    c = connect("iris")
    assert c.is_server_live() and c.is_server_ready()
    assert c.is_model_ready("iris") and c.is_model_ready("iris", "1")
    assert not c.is_model_ready("rose") and not c.is_model_ready("iris", "2")
    server = c.get_server_metadata()
    assert server["name"] == "slipway-model-server" and "binary_tensor_data" in server["extensions"], server
    model = c.get_model_metadata("iris", "1")
    assert model["inputs"] == [{"name": "x", "datatype": "FP32", "shape": [-1, 4]}], model
    config = c.get_model_config("iris")
    assert config["input"][0]["data_type"] == "TYPE_FP32" and config["max_batch_size"] == 0, config
    assert c.get_model_repository_index() == [{"name": "iris", "version": "1", "state": "READY", "reason": ""}]
    c.load_model("iris")
    raises("cannot be unloaded", lambda: c.unload_model("iris"))
    raises("come from its ModelDeployment", lambda: c.load_model("iris", config='{"max_batch_size":8}'))
    raises("'rose' is not served here", lambda: c.load_model("rose"))
    raises("has no version '2'", lambda: c.get_model_metadata("iris", "2"))
    raises("not supported", c.get_system_shared_memory_status)
    raises("not supported", lambda: c.update_trace_settings("iris", {"trace_level": ["OFF"]}))


def triton_counts():
    c = connect("iris")
    before = c.get_inference_statistics("iris")["model_stats"][0]
    c.infer("iris", [iris_input(True)])
    after = c.get_inference_statistics()["model_stats"][0]
    assert after["inference_count"] == before["inference_count"] + 2, after
    success = after["inference_stats"]["success"]
    assert success["count"] == before["inference_stats"]["success"]["count"] + 1 and success["ns"] > 0, after
    assert after["last_inference"] > 1.7e12, after


def triton_infers():
    c = connect("iris")
    plain = c.infer("iris", [iris_input(False)])
    for binary_in in (False, True):
        for binary_out in (False, True):
            for coding in (None, "gzip", "deflate"):
                wanted = [
                    triton.InferRequestedOutput("probabilities", binary_data=binary_out),
                    triton.InferRequestedOutput("label", binary_data=not binary_out),
                ]
                r = c.infer(
                    "iris", [iris_input(binary_in)], outputs=wanted, request_id="r-7", model_version="1",
                    request_compression_algorithm=coding, response_compression_algorithm=coding, priority=1,
                    timeout=10_000_000, parameters={"mine": "x", "n": 3, "yes": True},
                )
                assert np.array_equal(r.as_numpy("probabilities"), plain.as_numpy("probabilities"))
                assert np.array_equal(r.as_numpy("label"), plain.as_numpy("label"))
                answer = r.get_response()
                assert answer["id"] == "r-7" and [o["name"] for o in answer["outputs"]] == ["probabilities", "label"]
                assert ("binary_data_size" in r.get_output("probabilities").get("parameters", {})) == binary_out
    large = np.tile(X, (400, 1))
    for coding in ("gzip", "deflate"):
        r = c.infer(
            "iris", [iris_input(True, large)], request_compression_algorithm=coding,
            response_compression_algorithm=coding,
        )
        assert r.as_numpy("probabilities").shape == (800, 3)
    future = c.async_infer("iris", [iris_input(True)])
    assert np.array_equal(future.get_result().as_numpy("label"), plain.as_numpy("label"))


def triton_classifies():
    c = connect("iris")
    probabilities = c.infer("iris", [iris_input(True)]).as_numpy("probabilities")
    for binary in (True, False):
        wanted = [triton.InferRequestedOutput("probabilities", binary_data=binary, class_count=2)]
        top = c.infer("iris", [iris_input(True)], outputs=wanted).as_numpy("probabilities")
        assert top.shape == (2, 2), top
        for row in range(2):
            first = int(np.argmax(probabilities[row]))
            text = top[row][0].decode() if isinstance(top[row][0], bytes) else top[row][0]
            assert text == f"{probabilities[row][first]:f}:{first}", (text, probabilities[row])
    c = connect("zipmap")
    x = triton.InferInput("x", [1, 2], "FP32")
    x.set_data_from_numpy(np.array([[0.25, 0.75]], np.float32))
    wanted = [triton.InferRequestedOutput("probabilities", class_count=9)]
    top = c.infer("zipmap", [x], outputs=wanted).as_numpy("probabilities")
    assert top.tolist() == [[b"0.750000:1:1", b"0.250000:0:0"]], top


def triton_types():
    c = connect("types")
    values = {
        "bool": ("BOOL", np.array([True, False])), "int8": ("INT8", np.int8([-128, 127])),
        "int16": ("INT16", np.int16([-32768, 32767])), "int32": ("INT32", np.int32([-(2**31), 2**31 - 1])),
        "fp16": ("FP16", np.float16([1.5, 65504])), "bf16": ("BF16", np.array([1.5, 3e38], ml_dtypes.bfloat16)),
        "fp64": ("FP64", np.float64([1e300, -0.1])),
    }
    inputs = []
    for name, (kind, data) in values.items():
        tensor = triton.InferInput(name, [2], kind)
        tensor.set_data_from_numpy(data, binary_data=True)
        inputs.append(tensor)
    r = c.infer("types", inputs)
    for name, (_, data) in values.items():
        assert np.array_equal(r.as_numpy(name + "_out"), data), name
    c = connect("uint32")
    data = np.uint32([[0, 2**32 - 1]])
    for binary in (True, False):
        x = triton.InferInput("x", [1, 2], "UINT32")
        x.set_data_from_numpy(data, binary_data=binary)
        wanted = [triton.InferRequestedOutput("y", binary_data=binary)]
        assert np.array_equal(c.infer("uint32", [x], outputs=wanted).as_numpy("y"), data)
    c = connect("strings")
    data = np.array([["Oslo"], ["Åre ☃"], [""]], dtype=object)
    for binary in (True, False):
        x = triton.InferInput("city", [3, 1], "BYTES")
        x.set_data_from_numpy(data, binary_data=binary)
        wanted = [triton.InferRequestedOutput("echo", binary_data=binary)]
        echo = c.infer("strings", [x], outputs=wanted).as_numpy("echo")
        texts = [v.decode() if isinstance(v, bytes) else v for v in echo[:, 0]]
        assert texts == ["Oslo", "Åre ☃", ""], echo


def triton_refused():
    c = connect("iris")
    wrong = triton.InferInput("y", [1, 4], "FP32")
    wrong.set_data_from_numpy(X[:1])
    raises("no input 'y'", lambda: c.infer("iris", [wrong]))
    raises("shape [2, 3]; it must be [-1, 4]", lambda: c.infer("iris", [iris_input(True, X[:, :3].copy())]))
    raises("no output 'q'", lambda: c.infer("iris", [iris_input(True)], outputs=[triton.InferRequestedOutput("q")]))
    raises("'rose' is not served", lambda: c.infer("rose", [iris_input(True)]))
    raises("no version '3'", lambda: c.infer("iris", [iris_input(True)], model_version="3"))


def not_a_number():
    """JSON has no NaN: the answer says so; binary has it."""
    c = connect("log")
    x = triton.InferInput("x", [2], "FP32")
    x.set_data_from_numpy(np.float32([0, -1]))
    y = c.infer("log", [x]).as_numpy("y")
    assert y[0] == -np.inf and np.isnan(y[1]), y
    raises("'binary_data'", lambda: c.infer("log", [x], outputs=[triton.InferRequestedOutput("y", binary_data=False)]))


def raw_request():
    request = urllib.request.Request(
        URLS["iris"] + "/v2/models/iris/infer", X.tobytes(),
        {"Inference-Header-Content-Length": "0", "Content-Type": "application/octet-stream"},
    )
    with urllib.request.urlopen(request) as response:
        body, head = response.read(), int(response.headers["Inference-Header-Content-Length"])
    outputs = json.loads(body[:head])["outputs"]
    assert [o["name"] for o in outputs] == ["label", "probabilities"], outputs
    labels = np.frombuffer(body[head : head + outputs[0]["parameters"]["binary_data_size"]], np.int64)
    assert labels.tolist() == connect("iris").infer("iris", [iris_input(True)]).as_numpy("label").tolist()


async def kserve_v2():
    client = InferenceRESTClient(RESTConfig(protocol="v2", retries=1))
    url = URLS["iris"]
    assert await client.is_server_live(url) and await client.is_server_ready(url)
    assert await client.is_model_ready(url, "iris")
    expected = connect("iris").infer("iris", [iris_input(True)]).as_numpy("probabilities")
    for binary in (False, True):
        x = InferInput("x", list(X.shape), "FP32")
        x.set_data_from_numpy(X, binary_data=binary)
        request = InferRequest("iris", [x], request_id="k-1")
        response = await client.infer(url, request, model_name="iris")
        assert response.id == "k-1" and response.model_name == "iris", response
        outputs = {o.name: o.as_numpy() for o in response.outputs}
        assert np.array_equal(outputs["probabilities"], expected), outputs
    await client.close()


async def kserve_v1():
    client = InferenceRESTClient(RESTConfig(protocol="v1", retries=1))
    url = URLS["iris"]
    assert await client.is_server_live(url) and await client.is_model_ready(url, "iris")
    answer = await client.infer(url, {"instances": X.tolist()}, model_name="iris")
    assert [row["label"] for row in answer["predictions"]] == [0, 1], answer
    await client.close()


def cloud_events():
    from cloudevents.http import CloudEvent, from_http, to_binary, to_structured

    attributes = {"type": "t", "source": "s", "id": "e-1"}
    event = CloudEvent(attributes, {"instances": X.tolist()})
    for convert in (to_binary, to_structured):
        headers, body = convert(event)
        request = urllib.request.Request(URLS["iris"] + "/v1/models/iris:predict", body, dict(headers))
        with urllib.request.urlopen(request) as response:
            answer = from_http(dict(response.headers), response.read())
        assert answer["type"] == "io.kserve.inference.response", answer
        assert answer["source"] == "io.kserve.inference.iris" and answer["id"], answer
        data = answer.data if isinstance(answer.data, dict) else json.loads(answer.data)
        assert [row["label"] for row in data["predictions"]] == [0, 1], data


def plain():
    def post(path, body):
        request = urllib.request.Request(URLS["iris"] + path, json.dumps(body).encode())
        with urllib.request.urlopen(request) as response:
            return json.loads(response.read())

    one = post("/predict", {"features": X[0].tolist()})
    assert one["prediction"] == 0 and 0.5 < one["confidence"] <= 1 and one["model_name"] == "iris", one
    many = post("/batch_predict", {"instances": X.tolist()})
    assert [p["prediction"] for p in many["predictions"]] == [0, 1], many
    assert many["predictions"][0]["confidence"] == one["confidence"], many


def main():
    tests = [
        triton_tells, triton_counts, triton_infers, triton_classifies, triton_types, triton_refused, not_a_number,
        raw_request, kserve_v2, kserve_v1, cloud_events, plain,
    ]
    failed = 0
    for test in tests:
        try:
            asyncio.run(test()) if asyncio.iscoroutinefunction(test) else test()
            print("passed", test.__name__)
        except Exception as e:  # every test is run, the first failure is not the only one
            import traceback

            traceback.print_exc()
            print("FAILED", test.__name__, repr(e))
            failed += 1
    sys.exit(failed)


if __name__ == "__main__":
    main()
