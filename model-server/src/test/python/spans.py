"""A collector of spans, which reads them with OpenTelemetry's own classes. It refuses the first post."""

import http.server
import threading
import time

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

posts, spans, resources = [], [], []


class Collector(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        posts.append((self.path, dict(self.headers)))
        if len(posts) == 1:
            self.send_response(503)
        else:
            message = ExportTraceServiceRequest.FromString(body)
            for of_resource in message.resource_spans:
                resources.append({a.key: a.value.string_value for a in of_resource.resource.attributes})
                for of_scope in of_resource.scope_spans:
                    assert of_scope.scope.name == "dev.slipway.modelserver", of_scope.scope
                    spans.extend(of_scope.spans)
            self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def attributes(span):
    return {a.key: getattr(a.value, a.value.WhichOneof("value")) for a in span.attributes}


def collect(port):
    collector = http.server.ThreadingHTTPServer(("127.0.0.1", port), Collector)
    threading.Thread(target=collector.serve_forever, daemon=True).start()


def wait_for(expected):
    """So many spans and no more."""
    deadline = time.time() + 20
    while len(spans) < expected and time.time() < deadline:
        time.sleep(0.05)
    time.sleep(0.3)
    assert len(spans) == expected, (len(spans), [span.name for span in spans])
