"""Sends every case of the oracle to servers over gRPC and compares each answer bit for bit, raw and in typed contents,
and the first cases of each model over a stream.

    python oracle_grpc.py DIRECTORY NAME=HOST:PORT ...
"""

import sys
from pathlib import Path

import grpc
import numpy as np
from oracle_http import FEW, cases, datatype, from_bytes, from_list, raw, same
from tritonclient.grpc import service_pb2 as pb
from tritonclient.grpc import service_pb2_grpc

FIELDS = {
    "BOOL": "bool_contents", "INT8": "int_contents", "INT16": "int_contents", "INT32": "int_contents",
    "INT64": "int64_contents", "UINT8": "uint_contents", "UINT16": "uint_contents", "UINT32": "uint_contents",
    "UINT64": "uint64_contents", "FP32": "fp32_contents", "FP64": "fp64_contents", "BYTES": "bytes_contents",
}


def request(model, case, fill):
    message = pb.ModelInferRequest(model_name=model)
    for name, array in case["in"].items():
        fill(message, message.inputs.add(name=name, datatype=datatype(array), shape=array.shape), array)
    return message


def as_raw(message, tensor, array):
    message.raw_input_contents.append(raw(array))


def as_typed(message, tensor, array):
    values = [t.encode() for t in array.flatten()] if array.dtype.kind == "U" else array.flatten().tolist()
    getattr(tensor.contents, FIELDS[tensor.datatype]).extend(values)


def outputs(answer):
    if answer.raw_output_contents:
        assert len(answer.raw_output_contents) == len(answer.outputs)
        pairs = zip(answer.outputs, answer.raw_output_contents)
        return {o.name: from_bytes(data, o.datatype, list(o.shape)) for o, data in pairs}
    found = {}
    for o in answer.outputs:
        values = list(getattr(o.contents, FIELDS[o.datatype]))
        values = [v.decode() for v in values] if o.datatype == "BYTES" else values
        found[o.name] = from_list(values, o.datatype, list(o.shape))
    return found


def grpc_raw(stub, model, case):
    answer = stub.ModelInfer(request(model, case, as_raw))
    assert answer.raw_output_contents
    return outputs(answer)


def grpc_typed(stub, model, case):
    """Halves have no typed form: as input there is no such request, as output the answer is raw."""
    if any(datatype(array) not in FIELDS for array in case["in"].values()):
        return None
    answer = stub.ModelInfer(request(model, case, as_typed))
    assert bool(answer.raw_output_contents) == any(datatype(array) not in FIELDS for array in case["out"].values())
    return outputs(answer)


def grpc_stream(stub, model, case):
    answer, = stub.ModelStreamInfer(iter([request(model, case, as_raw)]))
    assert not answer.error_message, answer.error_message
    return outputs(answer.infer_response)


def main():
    directory = Path(sys.argv[1])
    failed, compared = [], {"grpc_raw": 0, "grpc_typed": 0, "grpc_stream": 0}
    for argument in sys.argv[2:]:
        model, address = argument.split("=", 1)
        stub = service_pb2_grpc.GRPCInferenceServiceStub(grpc.insecure_channel(address))
        known = cases(directory / model)
        for protocol in (grpc_raw, grpc_typed, grpc_stream):
            try:
                for number, case in enumerate(known[:FEW] if protocol is grpc_stream else known):
                    answer = protocol(stub, model, case)
                    if answer is None:
                        continue
                    assert set(answer) == set(case["out"]), (set(answer), set(case["out"]))
                    for name, expected in case["out"].items():
                        same(answer[name], expected, f"{model} case {number} {protocol.__name__} {name}")
                    compared[protocol.__name__] += 1
            except Exception as e:
                failed.append(model)
                print("FAILED", model, protocol.__name__, type(e).__name__, str(e)[:900])
    print(len(sys.argv) - 2, "models; answers compared bit for bit:", compared)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
