"""Real gRPC clients against real servers: `grpc_clients.py clients|drain MODEL=HOST:PORT...`. Fails on the first surprise."""

import json
import queue
import struct
import sys
import threading

import grpc
import ml_dtypes
import numpy as np
import tritonclient.grpc as triton
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from google.protobuf.descriptor_pool import DescriptorPool
from tritonclient.grpc import service_pb2 as pb
from tritonclient.grpc import service_pb2_grpc
from tritonclient.utils import InferenceServerException, np_to_triton_dtype

mode, servers = sys.argv[1], dict(argument.split("=") for argument in sys.argv[2:])
rng = np.random.default_rng(4)
W = np.array([[0.4, 0.4, -1.7], [1.3, -0.3, -1.2], [-2.1, 0.5, 2.4], [-0.9, -1.0, 2.2]], np.float32)
B = np.array([0.3, 1.2, -1.5], np.float32)


def refused(call, code, *words):
    try:
        call()
    except grpc.RpcError as e:
        found, text = e.code(), e.details()
    except InferenceServerException as e:
        found, text = getattr(grpc.StatusCode, e.status().split(".")[-1]), e.message()
    else:
        raise AssertionError(f"expected {code}")
    assert found == code, (found, text)
    assert all(word in text for word in words), text
    assert "Exception" not in text and "\tat " not in text, text


def stub(model):
    return service_pb2_grpc.GRPCInferenceServiceStub(grpc.insecure_channel(servers[model]))


def tensor(name, array, kind=None):
    made = triton.InferInput(name, list(array.shape), kind or np_to_triton_dtype(array.dtype))
    made.set_data_from_numpy(array)
    return made


def iris_probabilities(x):
    scores = x @ W + B
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def typed(model, inputs, **more):
    request = pb.ModelInferRequest(model_name=model, **more)
    for name, kind, shape, field, values in inputs:
        one = request.inputs.add(name=name, datatype=kind, shape=shape)
        getattr(one.contents, field).extend(values)
    return request


def test_metadata():
    client = triton.InferenceServerClient(servers["iris"])
    assert client.is_server_live() and client.is_server_ready()
    assert client.is_model_ready("iris") and client.is_model_ready("iris", "1")
    meta = client.get_model_metadata("iris")
    assert (meta.name, list(meta.versions), meta.platform) == ("iris", ["1"], "onnx_onnxv1")
    assert [(t.name, t.datatype, list(t.shape)) for t in meta.inputs] == [("x", "FP32", [-1, 4])]
    assert [(t.name, t.datatype, list(t.shape)) for t in meta.outputs] == [
        ("label", "INT64", [-1]), ("probabilities", "FP32", [-1, 3])]
    server = client.get_server_metadata()
    assert server.name == "slipway-model-server" and "binary_tensor_data" in server.extensions, server
    config = client.get_model_config("iris").config
    assert (config.platform, config.backend) == ("onnxruntime_onnx", "onnxruntime"), config
    assert config.input[0].data_type == 11 and list(config.input[0].dims) == [-1, 4]
    refused(lambda: client.is_model_ready("other"), grpc.StatusCode.NOT_FOUND, "other", "iris")
    refused(lambda: client.get_model_metadata("iris", "2"), grpc.StatusCode.NOT_FOUND, "'2'")


def test_statistics():
    client = triton.InferenceServerClient(servers["dynamic"])
    x = np.ones((2, 3), np.float32)
    for _ in range(5):
        client.infer("dynamic", [tensor("x", x)])
    stats = client.get_inference_statistics("dynamic").model_stats[0]
    assert (stats.inference_count, stats.execution_count) == (10, 5), stats
    assert stats.inference_stats.success.count == 5 and stats.inference_stats.success.ns > 0
    assert stats.last_inference > 1.7e12
    refused(lambda: client.infer("dynamic", [tensor("x", x[0], "FP32")]), grpc.StatusCode.INVALID_ARGUMENT, "shape")
    stats = client.get_inference_statistics("dynamic").model_stats[0]
    assert stats.inference_stats.fail.count == 1 and stats.inference_stats.fail.ns > 0, stats
    assert [(b.batch_size, b.compute_infer.count) for b in stats.batch_stats] == [(2, 5)], stats
    assert stats.batch_stats[0].compute_infer.ns > 0


def test_raw_and_typed():
    client = triton.InferenceServerClient(servers["iris"])
    x = rng.normal(size=(7, 4)).astype(np.float32)
    answer = client.infer("iris", [tensor("x", x)], request_id="käse 7")
    assert answer.get_response().id == "käse 7" and len(answer.get_response().raw_output_contents) == 2
    np.testing.assert_allclose(answer.as_numpy("probabilities"), iris_probabilities(x), rtol=1e-5)
    one = client.infer("iris", [tensor("x", x)], outputs=[triton.InferRequestedOutput("label")], model_version="1")
    assert [o.name for o in one.get_response().outputs] == ["label"] and one.as_numpy("probabilities") is None
    back = stub("iris").ModelInfer(typed("iris", [("x", "FP32", [7, 4], "fp32_contents", x.ravel())], id="t"))
    assert not back.raw_output_contents and back.id == "t" and back.model_version == "1"
    raw = answer.as_numpy("probabilities").ravel()
    assert np.array_equal(np.array(back.outputs[1].contents.fp32_contents, np.float32), raw)
    assert list(back.outputs[0].contents.int64_contents) == list(answer.as_numpy("label"))


def test_types():
    values = {
        "bool": np.array([True, False, True]), "int8": np.array([-128, 0, 127], np.int8),
        "int16": np.array([-32768, 1, 32767], np.int16), "int32": np.array([-(2**31), 5, 2**31 - 1], np.int32),
        "fp16": np.array([1.5, -2, 65504], np.float16), "bf16": np.array([1.5, -2, 3e38], ml_dtypes.bfloat16),
        "fp64": np.array([1e300, -0.0, np.pi]),
    }
    request = pb.ModelInferRequest(model_name="types")
    for name, array in values.items():
        request.inputs.add(name=name, datatype=name.upper(), shape=[3])
        request.raw_input_contents.append(array.tobytes())
    answer = stub("types").ModelInfer(request)
    for output, raw in zip(answer.outputs, answer.raw_output_contents):
        assert raw == values[output.name.removesuffix("_out")].tobytes(), output
    fields = {"bool": "bool_contents", "int8": "int_contents", "fp64": "fp64_contents"}
    refused(lambda: stub("types").ModelInfer(typed("types", [
        (n, n.upper(), [3], fields.get(n, "int_contents"), values[n].tolist() if n in fields else [1, 2, 3])
        for n in values])), grpc.StatusCode.INVALID_ARGUMENT, "fp16", "raw_input_contents")
    for model, kind, field, array in [
        ("uint8", "UINT8", "uint_contents", np.array([[0, 7, 255]], np.uint8)),
        ("uint32", "UINT32", "uint_contents", None), ("int64", "INT64", "int64_contents", np.array([[-(2**63), 2**53 + 1]])),
    ]:
        meta = stub(model).ModelMetadata(pb.ModelMetadataRequest(name=model))
        shape = [1 if d < 0 else d for d in meta.inputs[0].shape]
        if array is None:
            array = np.full(shape, 2**32 - 1, np.uint32)
        back = stub(model).ModelInfer(typed(model, [(meta.inputs[0].name, kind, shape, field, array.ravel().tolist())]))
        expected = array + 1 if model == "int64" else array
        if model != "uint32":
            assert list(getattr(back.outputs[0].contents, field)) == expected.ravel().tolist(), back


def test_strings_and_several_inputs():
    client = triton.InferenceServerClient(servers["strings"])
    cities = np.array([["Oslo"], ["Zürich"], [""], ["Rome"]], dtype=object)
    answer = client.infer("strings", [tensor("city", cities, "BYTES")])
    assert [s[0].decode() for s in answer.as_numpy("echo")] == ["Oslo", "Zürich", "", "Rome"]
    back = stub("strings").ModelInfer(typed("strings", [
        ("city", "BYTES", [2, 1], "bytes_contents", ["Zürich".encode(), b"Rome"])]))
    assert list(back.outputs[0].contents.bytes_contents) == ["Zürich".encode(), b"Rome"]
    assert list(back.outputs[1].contents.int64_contents) == [-1, 2]
    two = triton.InferenceServerClient(servers["multi_input"])
    answer = two.infer("multi_input", [
        tensor("income", np.array([[10], [20]], np.float32)), tensor("age", np.array([[17], [18]]))])
    assert answer.as_numpy("score").ravel().tolist() == [27, 38] and answer.as_numpy("adult").ravel().tolist() == [False, True]


def test_classification():
    client = triton.InferenceServerClient(servers["iris"])
    x = rng.normal(size=(5, 4)).astype(np.float32)
    plain = client.infer("iris", [tensor("x", x)]).as_numpy("probabilities")
    for count in (1, 3, 7):
        wanted = [triton.InferRequestedOutput("probabilities", class_count=count), triton.InferRequestedOutput("label")]
        answer = client.infer("iris", [tensor("x", x)], outputs=wanted)
        assert [(o.name, o.datatype, list(o.shape)) for o in answer.get_response().outputs] == [
            ("probabilities", "BYTES", [5, min(count, 3)]), ("label", "INT64", [5])]
        for row, texts in zip(plain, answer.as_numpy("probabilities")):
            order = sorted(range(3), key=lambda i: (-row[i], i))[:count]
            assert [t.decode() for t in texts] == [f"{row[i]:f}:{i}" for i in order], (row, texts)
    request = typed("iris", [("x", "FP32", [5, 4], "fp32_contents", x.ravel())])
    request.outputs.add(name="probabilities").parameters["classification"].int64_param = 2
    back = stub("iris").ModelInfer(request)
    assert len(back.outputs[0].contents.bytes_contents) == 10 and not back.raw_output_contents
    request.outputs[0].parameters["classification"].int64_param = -1
    refused(lambda: stub("iris").ModelInfer(request), grpc.StatusCode.INVALID_ARGUMENT, "classification", "-1")
    request.outputs[0].parameters["classification"].string_param = "2"
    refused(lambda: stub("iris").ModelInfer(request), grpc.StatusCode.INVALID_ARGUMENT, "classification", "int64_param")
    echo = typed("strings", [("city", "BYTES", [1, 1], "bytes_contents", [b"Rome"])])
    echo.outputs.add(name="echo").parameters["classification"].int64_param = 1
    refused(lambda: stub("strings").ModelInfer(echo), grpc.StatusCode.INVALID_ARGUMENT, "echo", "numbers")


def test_explanations():
    client = triton.InferenceServerClient(servers["explained"])
    x = rng.normal(size=(3, 4)).astype(np.float32)
    answer = client.infer("explained", [tensor("x", x)], parameters={"explain": True})
    plain = client.infer("explained", [tensor("x", x)])
    assert np.array_equal(answer.as_numpy("probabilities"), plain.as_numpy("probabilities"))
    assert plain.as_numpy("explanation") is None and answer.as_numpy("explanation").shape == (3,)
    for row, p, text in zip(x, plain.as_numpy("probabilities"), answer.as_numpy("explanation")):
        told = json.loads(text)
        assert told["method"] == "Occlusion" and told["output"] == "probabilities" and told["column"] == p.argmax()
        assert list(told["feature_importance"]) == ["x[0]", "x[1]", "x[2]", "x[3]"]
        for i, found in enumerate(told["feature_importance"].values()):
            less = row.copy()
            less[i] = 0
            expected = p[p.argmax()] - iris_probabilities(less[None])[0][p.argmax()]
            assert abs(found - expected) < 1e-5, (told, expected)
    streamed = queue.Queue()
    client.start_stream(lambda result, error: streamed.put((result, error)))
    client.async_stream_infer("explained", [tensor("x", x)], parameters={"explain": True})
    result, error = streamed.get(timeout=20)
    assert error is None and len(result.as_numpy("explanation")) == 3
    client.stop_stream()
    refused(lambda: triton.InferenceServerClient(servers["iris"]).infer(
        "iris", [tensor("x", x)], parameters={"explain": True}), grpc.StatusCode.UNIMPLEMENTED, "Explanations are off")
    many = np.zeros((20000, 4), np.float32)
    refused(lambda: client.infer("explained", [tensor("x", many)], parameters={"explain": True}),
            grpc.StatusCode.INVALID_ARGUMENT, "20000 rows")


def test_streams():
    client = triton.InferenceServerClient(servers["iris"])
    answers = queue.Queue()
    client.start_stream(lambda result, error: answers.put((result, error)))
    rows = [rng.normal(size=(1, 4)).astype(np.float32) for _ in range(500)]
    for i, row in enumerate(rows):
        client.async_stream_infer("iris", [tensor("x", row)], request_id=str(i))
    client.async_stream_infer("iris", [tensor("y", rows[0])], request_id="wrong")
    client.async_stream_infer("iris", [tensor("x", rows[0])], request_id="last")
    for i, row in enumerate(rows):
        result, error = answers.get(timeout=20)
        assert error is None and result.get_response().id == str(i), (i, error)
        np.testing.assert_allclose(result.as_numpy("probabilities"), iris_probabilities(row), rtol=1e-4)
    result, error = answers.get(timeout=20)
    assert "no input 'y'" in str(error), error
    assert answers.get(timeout=20)[0].get_response().id == "last"
    client.stop_stream()
    channel = grpc.insecure_channel(servers["iris"])
    mlserver = channel.stream_stream(
        "/inference.GRPCInferenceService/ModelStreamInfer", request_serializer=pb.ModelInferRequest.SerializeToString,
        response_deserializer=pb.ModelInferResponse.FromString)
    requests = [typed("iris", [("x", "FP32", [1, 4], "fp32_contents", r.ravel())], id=f"m{i}") for i, r in enumerate(rows[:9])]
    back = list(mlserver(iter(requests), metadata=[("slipway-stream", "mlserver")]))
    assert [b.id for b in back] == [f"m{i}" for i in range(9)] and back[0].outputs[1].shape == [1, 3]
    refused(lambda: list(mlserver(iter([pb.ModelInferRequest(model_name="no")]), metadata=[("slipway-stream", "mlserver")])),
            grpc.StatusCode.NOT_FOUND, "'no'")


def test_repository():
    client = triton.InferenceServerClient(servers["iris"])
    index = client.get_model_repository_index().models
    assert [(m.name, m.version, m.state) for m in index] == [("iris", "1", "READY")]
    client.load_model("iris")
    refused(lambda: client.load_model("iris", config="{}"), grpc.StatusCode.UNIMPLEMENTED, "config")
    refused(lambda: client.load_model("other"), grpc.StatusCode.NOT_FOUND, "other")
    refused(lambda: client.unload_model("iris"), grpc.StatusCode.UNIMPLEMENTED, "iris")
    channel = grpc.insecure_channel(servers["iris"])
    load = channel.unary_unary("/inference.GRPCInferenceService/RepositoryModelLoad")
    assert load(b"\x0a\x04iris") == b"\x0a\x04iris\x10\x01", "KServe's dialect: the model in field 1, both fields answered"
    refused(client.get_system_shared_memory_status, grpc.StatusCode.UNIMPLEMENTED, "Shared memory")
    refused(client.get_trace_settings, grpc.StatusCode.UNIMPLEMENTED, "Trace")
    refused(client.get_log_settings, grpc.StatusCode.UNIMPLEMENTED, "log")


def test_health_and_reflection():
    channel = grpc.insecure_channel(servers["iris"])
    health = health_pb2_grpc.HealthStub(channel)
    for service in ("", "inference.GRPCInferenceService", "iris"):
        assert health.Check(health_pb2.HealthCheckRequest(service=service)).status == 1
    refused(lambda: health.Check(health_pb2.HealthCheckRequest(service="no")), grpc.StatusCode.NOT_FOUND, "no")
    watch = health.Watch(health_pb2.HealthCheckRequest(service="no"))
    assert next(watch).status == 3
    watch.cancel()
    reflected = ProtoReflectionDescriptorDatabase(channel)
    assert set(reflected.get_services()) == {
        "inference.GRPCInferenceService", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection",
        "grpc.reflection.v1alpha.ServerReflection"}
    pool = DescriptorPool(reflected)
    infer = pool.FindServiceByName("inference.GRPCInferenceService").methods_by_name["ModelInfer"]
    assert infer.input_type.fields_by_name["raw_input_contents"].number == 7
    v1 = channel.stream_stream("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo")
    assert b"inference.GRPCInferenceService" in next(v1(iter([b"\x3a\x00"])))


def test_bad_requests():
    iris = stub("iris")
    bad = grpc.StatusCode.INVALID_ARGUMENT
    x = [1.0, 2, 3, 4]
    good = ("x", "FP32", [1, 4], "fp32_contents", x)
    refused(lambda: iris.ModelInfer(pb.ModelInferRequest(model_name="iris")), bad, "'x' is missing")
    refused(lambda: iris.ModelInfer(typed("nope", [good])), grpc.StatusCode.NOT_FOUND, "nope", "iris")
    refused(lambda: iris.ModelInfer(typed("iris", [good], model_version="9")), grpc.StatusCode.NOT_FOUND, "'9'")
    refused(lambda: iris.ModelInfer(typed("iris", [good, good])), bad, "twice")
    refused(lambda: iris.ModelInfer(typed("iris", [("x", "FP64", [1, 4], "fp64_contents", x)])), bad, "FP64", "FP32")
    refused(lambda: iris.ModelInfer(typed("iris", [("x", "FP32", [1, 4], "fp64_contents", x)])), bad, "fp64_contents")
    refused(lambda: iris.ModelInfer(typed("iris", [("x", "FP32", [1, 4], "fp32_contents", x[:3])])), bad, "3 elements", "4")
    refused(lambda: iris.ModelInfer(typed("iris", [("x", "FP32", [1, 5], "fp32_contents", x + [5])])), bad, "[1, 5]")
    refused(lambda: iris.ModelInfer(typed("iris", [("x", "FP32", [-1, 4], "fp32_contents", x)])), bad, "'x'")
    refused(lambda: iris.ModelInfer(typed("iris", [("x", "FP32", [0, 4], "fp32_contents", [])])), bad, "no element")
    both = typed("iris", [good])
    both.raw_input_contents.append(struct.pack("<4f", *x))
    refused(lambda: iris.ModelInfer(both), bad, "contents", "raw_input_contents")
    short = pb.ModelInferRequest(model_name="iris", raw_input_contents=[b"123"])
    short.inputs.add(name="x", datatype="FP32", shape=[1, 4])
    refused(lambda: iris.ModelInfer(short), bad, "3 bytes", "16")
    out = typed("iris", [good])
    out.outputs.add(name="nothing")
    refused(lambda: iris.ModelInfer(out), bad, "nothing", "label")
    small = stub("uint8")
    refused(lambda: small.ModelInfer(typed("uint8", [("x", "UINT8", [1, 3], "uint_contents", [1, 2, 256])])), bad, "256")
    shared = typed("iris", [good])
    shared.inputs[0].parameters["shared_memory_region"].string_param = "r"
    refused(lambda: iris.ModelInfer(shared), grpc.StatusCode.UNIMPLEMENTED, "Shared memory")
    channel = grpc.insecure_channel(servers["iris"])
    infer = channel.unary_unary("/inference.GRPCInferenceService/ModelInfer")
    refused(lambda: infer(b"\xff\xff\xff"), bad, "ModelInferRequest")
    refused(lambda: infer(b"\x0a\x64iris"), bad, "ends in the middle")
    refused(lambda: channel.unary_unary("/inference.GRPCInferenceService/Nope")(b""), grpc.StatusCode.UNIMPLEMENTED, "Nope")
    refused(lambda: infer(b"\x00" * (2 << 20)), grpc.StatusCode.RESOURCE_EXHAUSTED, "1048576")
    assert iris.ModelInfer(typed("iris", [good]), timeout=60).outputs


def test_large_and_compressed():
    x = rng.normal(size=(50, 4000)).astype(np.float32)
    client = triton.InferenceServerClient(servers["dynamic"])
    np.testing.assert_allclose(client.infer("dynamic", [tensor("x", x)]).as_numpy("sum"), x.sum(axis=1), rtol=1e-2, atol=1e-2)
    rows = rng.normal(size=(500, 4)).astype(np.float32)
    iris = triton.InferenceServerClient(servers["iris"])
    plain = iris.infer("iris", [tensor("x", rows)])
    for kind in ("gzip", "deflate"):
        packed = iris.infer("iris", [tensor("x", rows)], compression_algorithm=kind)
        assert packed.get_response().raw_output_contents == plain.get_response().raw_output_contents
    bomb = pb.ModelInferRequest(model_name="iris", raw_input_contents=[bytes(64 << 20)])
    channel = grpc.insecure_channel(servers["iris"], options=[("grpc.max_send_message_length", -1)])
    refused(lambda: service_pb2_grpc.GRPCInferenceServiceStub(channel).ModelInfer(bomb, compression=grpc.Compression.Gzip),
            grpc.StatusCode.RESOURCE_EXHAUSTED, "1048576")


def drain():
    channel = grpc.insecure_channel(servers["slow"])
    slow = service_pb2_grpc.GRPCInferenceServiceStub(channel)
    seen, ended = [], threading.Event()

    def watch():
        try:
            for answer in health_pb2_grpc.HealthStub(channel).Watch(health_pb2.HealthCheckRequest()):
                seen.append(answer.status)
        except grpc.RpcError as e:
            seen.append(e.code())
        ended.set()

    threading.Thread(target=watch, daemon=True).start()
    request = typed("slow", [("x", "FP32", [1], "fp32_contents", [1])])
    calls = [slow.ModelInfer.future(request, timeout=60) for _ in range(2)]
    assert slow.ServerLive(pb.ServerLiveRequest()).live, "what was sent before on this connection has arrived"
    print("sent", flush=True)
    for call in calls:
        assert call.result().outputs, "an answer was lost"
    assert ended.wait(10) and seen == [1, 2, grpc.StatusCode.UNAVAILABLE], seen


if mode == "drain":
    drain()
else:
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print(name, "passed", flush=True)
