"""The model server beside itself: batching by itself against batching by hand, more load than it can bear, what logs and traces
cost, what HTTP and the model alone would allow, and what is left of its memory after millions of requests. Server on core 0, load
on core 1, configurations alternating, medians.

    behaviour.py [batching] [overload] [observability] [bound] [soak] [--rounds 3] [--seconds 4] [--warm 10]
                 [--models mlp,trees] [--requests 10000000]
"""
import argparse
import contextlib
import http.server
import json
import os
import pathlib
import socket
import statistics
import subprocess
import tempfile
import threading

import load
from compare import SHAPES, model_file
from servers import HERE, LOAD_CORE, ROOT, SERVER_CORE, V2, Server, slipway

CONNECTIONS = 32
OPEN_CONNECTIONS = 2048
QUEUE_MILLIS = 100
BATCHING = {
    "Auto": {"mode": "Auto"},
    "Off": {"mode": "Off"},
    **{f"Fixed {rows}, {millis} ms": {"mode": "Fixed", "maxBatchSize": rows, "maxDelayMillis": millis}
       for rows, millis in ((4, 0), (8, 0), (32, 0), (8, 1), (32, 1))},
}


@contextlib.contextmanager
def serving(model, config=None, environment=None):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(config or {}, file)
        file.flush()
        with slipway(model_file(model), environment, ["--config", file.name]) as server:
            server.await_answer(text(model)[0])
            yield server


def text(model):
    return load.v2_json(SHAPES[model])


def binary(model):
    return load.v2_binary(SHAPES[model])


def in_turns(model, settings, run, arguments):
    """What runs found on a server for each (configuration, environment): all are warmed up, and then they take turns."""
    with contextlib.ExitStack() as running:
        servers = {name: running.enter_context(serving(model, *setting)) for name, setting in settings.items()}
        for server in servers.values():
            load.warm(lambda seconds: run(server, seconds), arguments.warm)
        found = {name: [] for name in servers}
        for _ in range(arguments.rounds):
            for name, server in servers.items():
                found[name].append(run(server, arguments.seconds))
        return found


def batching(arguments):
    print("| model | " + " | ".join(BATCHING) + " | Auto of the best |\n" + "|---" * (len(BATCHING) + 2) + "|")
    for model in arguments.models:
        run = lambda server, seconds: load.wrk(server, binary(model), CONNECTIONS, seconds)["rps"]
        rates = in_turns(model, {name: ({"batching": each}, None) for name, each in BATCHING.items()}, run, arguments)
        middle = {name: statistics.median(each) for name, each in rates.items()}
        best = max((name for name in middle if name != "Auto"), key=middle.get)
        share = statistics.median(auto / other for auto, other in zip(rates["Auto"], rates[best]))
        print(f"| {model} | " + " | ".join(f"{rate:.0f}" for rate in middle.values()) + f" | {share:.2f} |", flush=True)


def open_loop(server, model, rate, seconds):
    body, headers = binary(model)
    with tempfile.NamedTemporaryFile() as file:
        file.write(body)
        file.flush()
        command = ["taskset", "-c", LOAD_CORE, ROOT / "build/bench/openloop", f"127.0.0.1:{server.port}", server.path,
                   file.name, rate, seconds, OPEN_CONNECTIONS, *(f"{key}: {value}" for key, value in headers.items())]
        return json.loads(subprocess.check_output(list(map(str, command)), text=True).splitlines()[-1])


def overload(arguments):
    subprocess.check_call(["go", "build", "-o", ROOT / "build/bench/openloop", HERE / "openloop.go"])
    print("| model | batching | peak, req/s | p99 at 0.7, ms | goodput at 3 times | of the peak | p99 of admitted | "
          "of that at 0.7 | refused |\n|---|---|---|---|---|---|---|---|---|")
    for model in arguments.models:
        for mode in ("Off", "Auto"):
            rows = []
            with serving(model, {"batching": {"mode": mode}, "queue": {"deadlineMillis": QUEUE_MILLIS}}) as server:
                def run(seconds):
                    result = load.wrk(server, binary(model), CONNECTIONS, seconds)
                    return result["rps"] * (1 - result["errors"] / result["requests"])

                load.warm(run, arguments.warm)
                rate = 3 * run(arguments.seconds)
                load.warm(lambda seconds: open_loop(server, model, rate, seconds), arguments.warm)  # refusing has code of its own
                for _ in range(arguments.rounds):
                    peak = run(arguments.seconds)
                    calm = open_loop(server, model, 0.7 * peak, arguments.seconds)
                    wild = open_loop(server, model, 3 * peak, arguments.seconds)
                    rows.append((peak, calm["p99"], wild["goodput"], wild["goodput"] / peak, wild["p99"],
                                 wild["p99"] / calm["p99"], wild["status"]))
            middle = [statistics.median(row[i] for row in rows) for i in range(6)]
            print(f"| {model} | {mode} | {middle[0]:.0f} | {middle[1]:.2f} | {middle[2]:.0f} | {middle[3]:.2f} | "
                  f"{middle[4]:.2f} | {middle[5]:.2f} | {rows[-1][6]} |", flush=True)


class Collector(http.server.BaseHTTPRequestHandler):
    """Takes spans and says so."""

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def observability(arguments):
    collector = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=collector.serve_forever, daemon=True).start()
    spans = {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.server_port}"}
    sampled = lambda share: {**spans, "OTEL_TRACES_SAMPLER_ARG": share, "SLIPWAY_ACCESS_LOG_SAMPLE": share}
    settings = {"both off": {}, "both off, another server": {}, "1 in a million": sampled("0.000001"), "1 in 100": sampled("0.01"),
                "each request": sampled("1")}
    print("| model | logs and traces | req/s | of both off | CPU us a request |\n|---|---|---|---|---|")
    for model in arguments.models:
        run = lambda server, seconds: load.wrk(server, text(model), 8, seconds)
        runs = in_turns(model, {name: (None, each) for name, each in settings.items()}, run, arguments)
        for name, each in runs.items():
            rate = statistics.median(one["rps"] for one in each)
            share = statistics.median(one["rps"] / off["rps"] for one, off in zip(each, runs["both off"]))
            cpu = statistics.median(one["cpu_s_per_1k"] for one in each) * 1000
            print(f"| {model} | {name} | {rate:.0f} | {share:.3f} | {cpu:.1f} |", flush=True)


def bound(arguments):
    """1/(1/HTTP + 1/ORT): a server that does nothing but what nobody can avoid. Binary requests of the MLP, 8 connections."""
    alone = [pathlib.Path(os.environ["JAVA_HOME"]) / "bin/java", "-cp", ROOT / "model-server/target/image/model-server.jar", HERE / "SerialBound.java"]
    shape = map(str, ["ort", model_file("mlp"), SHAPES["mlp"][1], 10, arguments.seconds])
    ort = ["taskset", "-c", str(SERVER_CORE), *map(str, alone), *shape]
    rows = []
    with contextlib.ExitStack() as running:
        ours = running.enter_context(serving("mlp"))
        length = len(ours.ask(*binary("mlp"))[1])
        http_alone = running.enter_context(Server("http", "", V2, lambda s: [*alone, "http", s.port, length]))
        http_alone.await_answer(b"{}")
        run = lambda server, seconds=arguments.seconds: load.wrk(server, binary("mlp"), 8, seconds)
        for server in (ours, http_alone):
            load.warm(lambda seconds: run(server, seconds), arguments.warm)
        for _ in range(arguments.rounds):
            mine, http = run(ours), run(http_alone)
            model = float(subprocess.check_output(ort, text=True))
            most = 1 / (1 / http["rps"] + 1 / model)
            rows.append((mine["rps"], http["rps"], model, most, mine["rps"] / most, mine["p99"], http["p99"]))
    middle = [statistics.median(each) for each in zip(*rows)]
    print("| ours, req/s | HTTP alone | ONNX Runtime alone | serial bound | ours of it | p99, ms | p99 of HTTP alone, ms |\n"
          "|---|---|---|---|---|---|---|\n| {:.0f} | {:.0f} | {:.0f} | {:.0f} | {:.2f} | {:.2f} | {:.2f} |".format(*middle), flush=True)


def live_heap_mib(server):
    """After a full collection."""
    jcmd = pathlib.Path(os.environ["JAVA_HOME"]) / "bin/jcmd"
    subprocess.check_call([jcmd, str(server.process.pid), "GC.run"], stdout=subprocess.DEVNULL)
    text = subprocess.check_output([jcmd, str(server.process.pid), "GC.class_histogram"], text=True)
    return int(text.split()[-1]) / 2**20


def soak(arguments):
    """Turns of JSON, binary, gRPC, broken JSON and clients that leave in the middle of a request."""
    body, headers = text("mlp")
    with serving("mlp", None, {"JDK_JAVA_OPTIONS": "-Xmx128m"}) as server:
        print("| requests | heap after a collection, MiB | resident, MiB |\n|---|---|---|", flush=True)
        points, done = [], 0
        while done < arguments.requests:
            turn = [load.wrk(server, text("mlp"), 16, 20), load.wrk(server, binary("mlp"), 16, 20),
                    load.h2load(server, load.grpc_frame(SHAPES["mlp"]), 8, 20), load.wrk(server, (body[:-20], headers), 8, 3)]
            done += sum(run["requests"] for run in turn) + leave(server, body, 2000)
            points.append((done, live_heap_mib(server), server.resident_mib()))
            print(f"| {done:,} | {points[-1][1]:.1f} | {points[-1][2]:.1f} |", flush=True)
        steady = points[len(points) // 5:]
        for index, what in ((1, "heap"), (2, "resident")):
            slope = statistics.linear_regression([p[0] for p in steady], [p[index] for p in steady]).slope
            print(f"\n{what}: {slope * 2**20:+.3f} bytes a request over the last four fifths", flush=True)


def leave(server, body, count):
    """Half a request, or a whole one whose answer nobody waits for."""
    head = f"POST {server.path} HTTP/1.1\r\nHost: m\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    for i in range(count):
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(head + (body if i % 2 else body[:len(body) // 2]))
    return count


PARTS = {"batching": batching, "overload": overload, "observability": observability, "bound": bound, "soak": soak}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=list(PARTS))
    parser.add_argument("--models", type=lambda text: text.split(","), default=["mlp", "mlp-large", "trees", "cnn"])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--warm", type=int, default=10)
    parser.add_argument("--requests", type=int, default=10_000_000)
    arguments = parser.parse_args()
    for part in arguments.parts:
        print(f"\n**{part}**\n", flush=True)
        PARTS[part](arguments)


if __name__ == "__main__":
    main()
