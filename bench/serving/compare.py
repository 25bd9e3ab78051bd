"""Ours and the peers on the same work in one run: server on core 0, load on core 1, alternating, medians.

    compare.py [--peers slipway,fastapi] [--kinds json,binary,grpc,start] [--rounds 5] [--seconds 3] [--warm 40] [--out FILE]

--warm is the time that the server with a compiler of its own gets for each kind; the others have 8 s of load. A ratio is the median of
those of the rounds.

Triton's own server takes part where TRITON_BACKENDS names a folder with its ONNX Runtime backend (see peers/triton_server.py).
"""
import argparse
import contextlib
import itertools
import json
import pathlib
import statistics
import subprocess
import sys

import load
import models
from servers import PEERS, ROOT

SHAPES = {"mlp": (1, 64), "mlp-large": (1, 512), "trees": (1, 32), "cnn": (1, 3, 64, 64), "resnet": (1, 3, 112, 112)}
WARM_WITHOUT_COMPILER = 8
SPEAKS = {
    "slipway": {"json", "binary", "grpc"}, "triton": {"json", "binary", "grpc"}, "kserve": {"json", "grpc"},
    "mlserver": {"json", "grpc"}, "fastapi": {"json"}, "bentoml": {"json"}, "pytriton": {"json", "binary"},
}


def model_file(name):
    folder = ROOT / "build/bench/models"
    if not (folder / "resnet.onnx").exists():
        models.write_all(folder)
    return folder / f"{name}.onnx"


def measure(server, kind, model, connections, seconds):
    shape = SHAPES[model]
    if kind == "grpc":
        return load.h2load(server, load.grpc_frame(shape), connections, seconds)
    if kind == "binary":
        return load.wrk(server, load.v2_binary(shape), connections, seconds)
    body = load.bentoml_json(shape) if server.name == "bentoml" else load.v2_json(shape)
    return load.wrk(server, body, connections, seconds)


def first_request(name, model):
    return (load.bentoml_json if name == "bentoml" else load.v2_json)(SHAPES[model])[0]


def throughput(arguments, model, kinds, results):
    """All servers run; each is warmed up, and then they take turns in short runs, so that a slow minute of the machine is one for all."""
    with contextlib.ExitStack() as running:
        servers = {}
        for name in arguments.peers:
            mine = [kind for kind in kinds if kind in SPEAKS[name]]
            try:
                servers[name] = running.enter_context(PEERS[name](model_file(model)))
                servers[name].await_answer(first_request(name, model))
                for kind in mine:
                    load.warm(lambda seconds: measure(servers[name], kind, model, 8, seconds),
                              arguments.warm if name == "slipway" else WARM_WITHOUT_COMPILER)
            except (RuntimeError, subprocess.CalledProcessError) as e:
                if name in servers:
                    servers.pop(name).__exit__()  # else it would take part in the others' measurements
                print(f"{name} does not take part: {e}", file=sys.stderr)
        for turn in range(arguments.rounds):
            for kind, connections, (name, server) in itertools.product(kinds, arguments.connections, servers.items()):
                if kind in SPEAKS[name]:
                    result = measure(server, kind, model, connections, arguments.seconds)
                    result["rss_mib"] = server.resident_mib()
                    results.setdefault((model, kind, connections, name), []).append(result)
                    print(turn, model, kind, connections, name, json.dumps(result), flush=True)


def start(arguments, results):
    for _ in range(max(3, arguments.rounds)):
        for name in arguments.peers:
            for model in ("mlp", "resnet"):
                if model == "resnet" and name not in ("slipway", "fastapi", "kserve"):
                    continue
                try:
                    with PEERS[name](model_file(model)) as server:
                        seconds = server.await_answer(first_request(name, model))
                        results.setdefault((model, "start", 0, name), []).append(
                            {"seconds": seconds, "rss_mib": server.resident_mib()})
                        print("start", model, name, round(seconds, 3), flush=True)
                except RuntimeError as e:
                    print(f"{name} did not take part: {e}", file=sys.stderr)


def table(results):
    lines = []
    for model, kind, connections in dict.fromkeys(key[:3] for key in results if key[1] != "start"):
        base = results.get((model, kind, connections, "fastapi")) or results.get((model, "json", connections, "fastapi"))
        lines += ["", f"**{model}, {kind}, {connections} connections**", "",
                  "| server | req/s (min to max) | of fastapi | p50 ms | p99 ms | p99.9 ms | CPU s / 1000 | MiB | errors |",
                  "|---|---|---|---|---|---|---|---|---|"]
        for key, runs in results.items():
            if key[:3] != (model, kind, connections):
                continue
            middle = lambda field: statistics.median(r[field] for r in runs)
            ratio = f"{statistics.median(r['rps'] / b['rps'] for r, b in zip(runs, base)):.2f}" if base else ""
            lines.append(
                f"| {key[3]} | {middle('rps'):.0f} ({min(r['rps'] for r in runs):.0f} to {max(r['rps'] for r in runs):.0f}) | "
                f"{ratio} | {middle('p50'):.3f} | {middle('p99'):.3f} | {middle('p999'):.3f} | {middle('cpu_s_per_1k'):.3f} | "
                f"{middle('rss_mib'):.0f} | {sum(r['errors'] for r in runs)} |")
    starts = {key: runs for key, runs in results.items() if key[1] == "start"}
    if starts:
        lines += ["", "**Start of the process to the first correct answer**", "", "| server | model | s (min to max) | MiB |",
                  "|---|---|---|---|"]
        for (model, _, _, name), runs in starts.items():
            seconds = sorted(r["seconds"] for r in runs)
            lines.append(f"| {name} | {model} | {statistics.median(seconds):.2f} ({seconds[0]:.2f} to {seconds[-1]:.2f}) | "
                         f"{statistics.median(r['rss_mib'] for r in runs):.0f} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words = lambda text: text.split(",")
    parser.add_argument("--peers", type=words, default=list(PEERS))
    parser.add_argument("--kinds", type=words, default=["json", "binary", "grpc", "start"])
    parser.add_argument("--models", type=words, default=["mlp"])
    parser.add_argument("--connections", type=lambda t: [int(c) for c in t.split(",")], default=[1, 8, 32])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--warm", type=int, default=40)
    parser.add_argument("--out", type=pathlib.Path)
    arguments = parser.parse_args()
    results = {}
    if "start" in arguments.kinds:
        start(arguments, results)
    for model in arguments.models:
        throughput(arguments, model, [k for k in arguments.kinds if k != "start"], results)
    text = table(results)
    print(text)
    if arguments.out:
        arguments.out.write_text(text + "\n")


if __name__ == "__main__":
    main()
