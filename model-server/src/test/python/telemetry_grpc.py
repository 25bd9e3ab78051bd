"""Receives the spans of the gRPC calls it makes, and reads them with OpenTelemetry's own classes.

Arguments: the server's host and port, the port on which the server expects its collector.
"""

import struct
import sys
import time

import grpc
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status
from spans import attributes, collect, spans, wait_for

SERVICE = "inference.GRPCInferenceService"
TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = "b7ad6b7169203331"


def field(number, payload):
    return bytes([number << 3 | 2, len(payload)]) + payload


def request(rows, name=b"x", identity=b""):
    tensor = field(1, name) + field(2, b"FP32") + field(3, bytes([rows, 4]))
    raw = struct.pack(f"<{4 * rows}f", *range(4 * rows))
    return field(1, b"iris") + (field(3, identity) if identity else b"") + field(5, tensor) + field(7, raw)


def refused(call, code):
    try:
        call()
    except grpc.RpcError as e:
        assert e.code() == code, e
    else:
        raise AssertionError(f"expected {code}")


def main():
    collect(int(sys.argv[2]))
    begun = time.time() - 0.01
    channel = grpc.insecure_channel(sys.argv[1])
    infer = channel.unary_unary(f"/{SERVICE}/ModelInfer")
    answer = infer(request(2, identity=b"seven"), metadata=[
        ("traceparent", f"00-{TRACE}-{PARENT}-01"), ("tracestate", "vendor=a:1"), ("x-request-id", "from the header")])
    infer(request(1), metadata=[("traceparent", f"00-{'1' * 32}-{PARENT}-00")])
    infer(request(1), metadata=[("x-request-id", "from-the-header")])
    refused(lambda: infer(request(1, name=b"y")), grpc.StatusCode.INVALID_ARGUMENT)
    refused(lambda: channel.unary_unary("/nowhere/Secret")(b""), grpc.StatusCode.UNIMPLEMENTED)
    stream = channel.stream_stream(f"/{SERVICE}/ModelStreamInfer")
    assert len(list(stream(iter([request(1), request(3), request(1, name=b"y")])))) == 3
    channel.unary_unary(f"/{SERVICE}/ServerLive")(b"")
    channel.unary_unary("/grpc.health.v1.Health/Check")(b"")
    ended = time.time() + 0.01
    wait_for(5)

    by_name = {}
    for span in spans:
        by_name.setdefault(span.name, []).append(span)
        assert span.kind == Span.SPAN_KIND_SERVER
        assert begun <= span.start_time_unix_nano / 1e9 <= span.end_time_unix_nano / 1e9 <= ended, (begun, span, ended)
        told = attributes(span)
        assert told["rpc.system"] == "grpc" and told["slipway.protocol"] == "grpc" and told["slipway.model"] == "iris"
        assert not any(name.startswith("url.") or name.startswith("http.request.method") for name in told), told
    child, plain, wrong = by_name[f"{SERVICE}/ModelInfer"]
    assert child.trace_id.hex() == TRACE and child.parent_span_id.hex() == PARENT
    assert child.trace_state == "vendor=a:1" and child.flags == 0x301
    told = attributes(child)
    assert told["rpc.service"] == SERVICE and told["rpc.method"] == "ModelInfer" and told["rpc.grpc.status_code"] == 0
    assert told["slipway.rows"] == 2 and told["slipway.request_id"] == "seven", told
    assert told["http.request.body.size"] == 5 + len(request(2, identity=b"seven")), told
    assert told["http.response.body.size"] == 5 + len(answer), told
    duration = (child.end_time_unix_nano - child.start_time_unix_nano) / 1e9
    assert 0 < told["slipway.compute_seconds"] < duration and 0 <= told["slipway.queue_seconds"] < duration, told
    assert attributes(plain)["slipway.request_id"] == "from-the-header" and not plain.parent_span_id
    assert attributes(wrong)["rpc.grpc.status_code"] == 3 and "slipway.rows" not in attributes(wrong)
    assert wrong.status.code == Status.STATUS_CODE_UNSET
    (unknown,) = by_name["_OTHER"]
    assert attributes(unknown)["rpc.grpc.status_code"] == 12 and unknown.status.code == Status.STATUS_CODE_ERROR
    (streamed,) = by_name[f"{SERVICE}/ModelStreamInfer"]
    assert attributes(streamed)["slipway.rows"] == 4 and attributes(streamed)["rpc.grpc.status_code"] == 0


main()
