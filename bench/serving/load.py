"""Load on the other core: wrk for HTTP, h2load for gRPC, and the requests of each protocol."""
import json
import math
import pathlib
import random
import re
import struct
import subprocess
import tempfile

from servers import LOAD_CORE

WARM_RUN = 4
SCRIPT = pathlib.Path(__file__).parent / "request.lua"


def numbers(count, seed=7):
    generator = random.Random(seed)
    return [round(generator.gauss(0, 1), 6) for _ in range(count)]


def v2_json(shape):
    tensor = {"name": "x", "shape": list(shape), "datatype": "FP32", "data": numbers(math.prod(shape))}
    return json.dumps({"inputs": [tensor]}).encode(), {"Content-Type": "application/json"}


def v2_binary(shape):
    values = struct.pack(f"<{math.prod(shape)}f", *numbers(math.prod(shape)))
    header = json.dumps({
        "inputs": [{"name": "x", "shape": list(shape), "datatype": "FP32",
                    "parameters": {"binary_data_size": len(values)}}],
        "parameters": {"binary_data_output": True},
    }, separators=(",", ":")).encode()
    return header + values, {
        "Content-Type": "application/octet-stream", "Inference-Header-Content-Length": str(len(header))}


def bentoml_json(shape):
    return json.dumps({"x": [numbers(shape[-1])]}).encode(), {"Content-Type": "application/json"}


def wrk(server, request, connections, seconds):
    """Requests a second, latency percentiles in ms and answers other than 2xx."""
    body, headers = request
    with tempfile.NamedTemporaryFile() as file:
        file.write(body)
        file.flush()
        command = ["taskset", "-c", str(LOAD_CORE), "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", SCRIPT,
                   f"http://127.0.0.1:{server.port}{server.path}", "--", file.name]
        command += [f"{key}: {value}" for key, value in headers.items()]
        cpu = server.cpu_seconds()
        result = json.loads(subprocess.check_output(list(map(str, command)), text=True).splitlines()[-1])
        result["cpu_s_per_1k"] = 1000 * (server.cpu_seconds() - cpu) / max(1, result["requests"])
        return result


def grpc_frame(shape):
    """A ModelInfer message of one row, raw contents, framed."""
    from tritonclient.grpc import service_pb2

    message = service_pb2.ModelInferRequest(model_name="m")
    tensor = message.inputs.add()
    tensor.name, tensor.datatype = "x", "FP32"
    tensor.shape.extend(shape)
    values = numbers(math.prod(shape))
    message.raw_input_contents.append(struct.pack(f"<{len(values)}f", *values))
    payload = message.SerializeToString()
    return b"\0" + struct.pack(">I", len(payload)) + payload


def h2load(server, frame, connections, seconds):
    """As wrk, for gRPC, with a number of requests that takes about so long: Triton 2.51 dies of calls that are cut off."""
    probe = h2load_requests(server, frame, connections, 1000)
    return h2load_requests(server, frame, connections, max(1000, int(probe["rps"] * seconds)))


def h2load_requests(server, frame, connections, count):
    with tempfile.NamedTemporaryFile() as file, tempfile.NamedTemporaryFile() as log:
        file.write(frame)
        file.flush()
        command = ["taskset", "-c", LOAD_CORE, "h2load", "-t1", f"-c{connections}", "-m1", f"-n{count}", "-d", file.name,
                   "-H", "content-type: application/grpc", "-H", "te: trailers", f"--log-file={log.name}",
                   f"http://127.0.0.1:{server.grpc_port}/inference.GRPCInferenceService/ModelInfer"]
        cpu = server.cpu_seconds()
        text = subprocess.check_output(list(map(str, command)), text=True)
        cpu = server.cpu_seconds() - cpu
        answers = [line.split("\t") for line in open(log.name)]
        took = sorted(int(microseconds) for _, status, microseconds in answers if status == "200")
        at = lambda q: took[min(len(took) - 1, int(q * len(took)))] / 1000
        return {"requests": len(took), "rps": float(re.search(r"([\d.]+) req/s", text).group(1)), "p50": at(0.5),
                "p99": at(0.99), "p999": at(0.999), "errors": count - len(took), "cpu_s_per_1k": 1000 * cpu / max(1, count)}


def warm(run, seconds):
    """So many seconds of load, in short runs: when connections close, the compiler has to do with code that never ran before."""
    for _ in range(max(1, seconds // WARM_RUN)):
        run(WARM_RUN)
