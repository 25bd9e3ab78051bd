"""Receives the spans of requests it sends, reads them with OpenTelemetry's own classes, and the metrics with Prometheus's.

Arguments: the server's address, the port on which the server expects its collector.
"""

import json
import sys
import time
import urllib.error
import urllib.request

from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status
from prometheus_client.parser import text_string_to_metric_families
from spans import attributes, collect, posts, resources, spans, wait_for

SERVER, PORT = sys.argv[1], int(sys.argv[2])
ROW = [5.1, 3.5, 1.4, 0.2]
TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = "b7ad6b7169203331"
MALFORMED = [
    f"00-{TRACE}-{PARENT}-01-more",
    f"ff-{TRACE}-{PARENT}-01",
    f"00-{TRACE.upper()}-{PARENT}-01",
    f"00-{'0' * 32}-{PARENT}-01",
    f"00-{TRACE}-{'0' * 16}-01",
    f"00-{TRACE}-{PARENT}",
    "nonsense",
]

def call(path, body=None, **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(SERVER + path, data, headers)) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def v2(**more):
    return {"inputs": [{"name": "x", "shape": [1, 4], "datatype": "FP32", "data": ROW}], **more}


def check_spans(begun, ended):
    by_name = {}
    for span in spans:
        by_name.setdefault(span.name, []).append(span)
        assert span.kind == Span.SPAN_KIND_SERVER
        assert len(span.trace_id) == 16 and any(span.trace_id) and len(span.span_id) == 8 and any(span.span_id)
        assert begun <= span.start_time_unix_nano / 1e9 <= span.end_time_unix_nano / 1e9 <= ended, (begun, span, ended)

    (child,) = [span for span in spans if span.trace_id.hex() == TRACE]
    assert child.parent_span_id.hex() == PARENT and child.trace_state == "vendor=a:1" and child.flags == 0x301
    assert child.name == "POST /v2/models/iris/infer"
    told = attributes(child)
    size = len(json.dumps(v2(id="seven")))
    assert told["slipway.request_id"] == "seven" and told["slipway.rows"] == 1, told
    assert told["slipway.model"] == "iris" and told["slipway.model.version"] == "1" and told["slipway.protocol"] == "v2"
    assert told["http.request.method"] == "POST" and told["url.path"] == "/v2/models/iris/infer"
    assert told["http.response.status_code"] == 200 and told["http.request.body.size"] == size, (told, size)
    assert told["http.response.body.size"] > 50
    duration = (child.end_time_unix_nano - child.start_time_unix_nano) / 1e9
    assert 0 < told["slipway.compute_seconds"] < duration and 0 <= told["slipway.queue_seconds"] < duration, told

    roots = by_name["POST /v1/models/iris:predict"]
    assert len(roots) == 1 + len(MALFORMED), len(roots)
    assert all(not s.parent_span_id and s.flags == 1 and attributes(s)["slipway.protocol"] == "v1" for s in roots)
    assert len({s.trace_id for s in roots}) == len(roots)
    assert attributes(roots[0])["slipway.request_id"] == "from-the-header"
    (missing,) = by_name["GET"]
    assert attributes(missing)["http.response.status_code"] == 404 and missing.status.code == Status.STATUS_CODE_UNSET
    (wrong,) = by_name["POST /predict"]
    assert attributes(wrong)["http.response.status_code"] == 400 and "slipway.rows" not in attributes(wrong)
    (large,) = by_name["POST /batch_predict"]
    assert attributes(large)["slipway.rows"] == 5000, attributes(large)


def check_triton_and_kserve(types, samples, good):
    """Every name that dashboards for Triton and KServe ask for, with its type and labels."""
    labels = (("model", "iris"), ("version", "1"))
    of_model = {
        "counter": "nv_inference_request_success nv_inference_count nv_inference_exec_count nv_inference_request_duration_us"
        " nv_inference_queue_duration_us nv_inference_compute_input_duration_us nv_inference_compute_infer_duration_us"
        " nv_inference_compute_output_duration_us nv_cache_num_hits_per_model nv_cache_num_misses_per_model"
        " nv_cache_hit_duration_per_model nv_cache_miss_duration_per_model",
        "gauge": "nv_inference_pending_request_count",
    }
    for kind, names in of_model.items():
        for name in names.split():
            assert types[name] == kind, (name, types.get(name))
            assert (name + "_total" * (kind == "counter"), labels) in samples, name
    reasons = {dict(l)["reason"] for (n, l) in samples if n == "nv_inference_request_failure_total"}
    assert reasons == {"REJECTED", "CANCELED", "BACKEND", "OTHER"}, reasons
    first = "nv_inference_first_response_histogram_ms"
    bounds = {dict(l)["le"]: v for (n, l), v in samples.items() if n == first + "_bucket"}
    assert types[first] == "histogram" and {"100", "500", "2000", "5000", "+Inf"} <= set(bounds), bounds
    assert bounds["+Inf"] == samples[first + "_count", labels] == good, bounds
    assert abs(samples[first + "_sum", labels] * 1e3 / samples["nv_inference_request_duration_us_total", labels] - 1) < 1e-9
    for part in ("request", "queue", "compute_input", "compute_infer", "compute_output"):
        name = f"nv_inference_{part}_summary_us"
        values = {dict(l)["quantile"]: v for (n, l), v in samples.items() if n == name}
        assert types[name] == "summary" and list(values) == ["0.5", "0.9", "0.95", "0.99", "0.999"], (name, values)
        assert list(values.values()) == sorted(values.values()) and values["0.5"] > 0, (name, values)
        assert abs(samples[name + "_sum", labels] / samples[f"nv_inference_{part}_duration_us_total", labels] - 1) < 1e-9, name
        # What runs on the event loop waits for nobody: the large request alone went to a worker.
        count = samples[name + "_count", labels]
        assert count == (1 if part == "queue" else good), (name, count)
    for name in "nv_cpu_utilization nv_cpu_memory_total_bytes nv_cpu_memory_used_bytes".split():
        assert types[name] == "gauge" and (name, ()) in samples, name
    assert 0 <= samples["nv_cpu_utilization", ()] <= 1
    assert 0 < samples["nv_cpu_memory_used_bytes", ()] < samples["nv_cpu_memory_total_bytes", ()]
    assert samples["nv_pinned_memory_pool_used_bytes", ()] == 0 < samples["nv_pinned_memory_pool_total_bytes", ()]
    assert not [name for name in types if name.startswith(("nv_gpu_", "nv_energy_"))], "there is no GPU in use"
    for part in ("preprocess", "predict", "postprocess", "explain"):
        name = f"request_{part}_seconds"
        count = samples[name + "_count", (("model_name", "iris"),)]
        assert types[name] == "histogram" and count == (0 if part == "explain" else good), (name, count)


def check_metrics(sent):
    with urllib.request.urlopen(SERVER + "/metrics") as answer:
        assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
        families = list(text_string_to_metric_families(answer.read().decode()))
    names = [family.name for family in families]
    types = {family.name: family.type for family in families}
    assert len(set(names)) == len(names), names
    samples = {}
    for family in families:
        assert family.documentation and family.type in ("counter", "gauge", "histogram", "summary"), family
        for sample in family.samples:
            samples[sample.name, tuple(sorted(sample.labels.items()))] = sample.value
    labels = (("model", "iris"), ("version", "1"))
    good = sent - 1
    assert samples["ml_prediction_requests_total", labels] == sent, samples["ml_prediction_requests_total", labels]
    assert samples["ml_predictions_total", (("model", "iris"), ("status", "success"), ("version", "1"))] == good
    assert samples["ml_prediction_errors_total", labels] == 1
    assert samples["ml_prediction_latency_seconds_count", labels] == good
    buckets = [v for (n, l), v in samples.items() if n == "ml_prediction_latency_seconds_bucket"]
    assert buckets == sorted(buckets) and buckets[-1] == good, buckets
    # The parser writes a counter's name with _total, as OpenMetrics has it.
    assert samples["nv_inference_count_total", labels] == good - 1 + 5000
    check_triton_and_kserve(types, samples, good)
    assert samples["slipway_spans_exported_total", (("model", "iris"),)] == len(spans)
    assert samples["slipway_spans_dropped_total", (("model", "iris"),)] == 0
    for name in ("slipway_in_flight", "slipway_requests_per_second", "slipway_queue_delay_seconds"):
        assert (name, labels) in samples, name
    assert samples["process_resident_memory_bytes", ()] > 1 << 20 and samples["process_cpu_seconds_total", ()] > 0
    assert samples["jvm_memory_used_bytes", (("area", "heap"),)] > 0


def main():
    collect(PORT)
    begun = time.time() - 0.01
    infer = "/v2/models/iris/infer"
    predict = "/v1/models/iris:predict"
    assert call(infer, v2(id="seven"), traceparent=f"00-{TRACE}-{PARENT}-01", tracestate="vendor=a:1") == 200
    assert call(infer, v2(), traceparent=f"00-{'1' * 32}-{PARENT}-00") == 200
    assert call(predict, {"instances": [ROW]}, x_request_id="from-the-header") == 200
    for parent in MALFORMED:
        assert call(predict, {"instances": [ROW]}, traceparent=parent) == 200
    assert call("/nothing?token=secret") == 404
    assert call("/predict", {"features": "x"}) == 400
    assert call("/batch_predict", {"instances": [ROW] * 5000}) == 200
    assert call("/health") == 200
    ended = time.time() + 0.01
    expected = 1 + 1 + len(MALFORMED) + 3
    wait_for(expected)
    assert posts[0][0] == "/v1/traces" and len(posts) > 1, posts
    sent = {name.lower(): value for name, value in posts[0][1].items()}
    assert sent["content-type"] == "application/x-protobuf" and sent["api-key"] == "a+b c", sent
    assert all(r == {"service.name": "iris", "deployment.environment": "test"} for r in resources), resources
    check_spans(begun, ended)
    check_metrics(sent=2 + 1 + len(MALFORMED) + 2)


main()
