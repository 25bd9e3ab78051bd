"""Feast's feature server beside ours: same Redis, same data, same requests, alternating.

    $(make/venv bench/features/requirements.txt) bench/features/bench.py FEATURE_SERVER_JAR [SECONDS]

CASES="1 x 10,100 x 50" runs some of the cases. Needs redis-server, wrk, Go and a JDK 25 (JAVA_HOME). Prints Markdown: medians of the runs, and ratios. Reads and pushes of
as many as the connections ask for; then reads at half of what Feast could, offered whatever becomes of the earlier ones.
"""
import datetime
import json
import os
import pathlib
import random
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request

os.environ["FEAST_USAGE"] = "False"
import numpy as np
import pandas as pd

from offline import JAVA, ROOT, learned

jar, seconds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 8
rounds = int(os.environ.get("ROUNDS", "3"))
work = pathlib.Path(tempfile.mkdtemp(prefix="bench-features"))
processes = []


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


REDIS, FEAST, OURS, MANAGEMENT = (free_port() for _ in range(4))
VIEWS, FEATURES, ENTITIES = 5, 10, 5000


def start(command, **more):
    log = open(work / f"{len(processes)}.log", "w")
    process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **more)
    processes.append(process)
    return process


def load():
    from feast import Entity, FeatureService, FeatureStore, FeatureView, Field, FileSource, PushSource
    from feast.types import Float64, Int64
    from feast.value_type import ValueType

    repo = work / "repo"
    repo.mkdir()
    (repo / "feature_store.yaml").write_text(
        f"project: bench\nprovider: local\nregistry: {repo}/registry.db\nonline_store: {{type: redis, connection_string: '127.0.0.1:{REDIS}'}}\n"
        "offline_store: {type: dask}\nentity_key_serialization_version: 3\n"
    )
    store = FeatureStore(repo_path=str(repo))
    entity = Entity(name="id", join_keys=["id"], value_type=ValueType.INT64)
    now = datetime.datetime.now(datetime.timezone.utc)
    rng = np.random.default_rng(7)
    views = []
    for v in range(VIEWS):
        names = [f"f{v}_{i}" for i in range(FEATURES)]
        frame = pd.DataFrame({"id": range(ENTITIES), "event_timestamp": now, **{n: rng.normal(size=ENTITIES) for n in names}})
        frame.to_parquet(repo / f"v{v}.parquet")
        source = FileSource(name=f"s{v}", path=str(repo / f"v{v}.parquet"), timestamp_field="event_timestamp")
        views.append(FeatureView(name=f"v{v}", entities=[entity], source=source, ttl=datetime.timedelta(0), schema=[Field(name=n, dtype=Float64) for n in names] + [Field(name="id", dtype=Int64)]))
    sources = [PushSource(name="v0", batch_source=views[0].batch_source)]
    views[0] = FeatureView(name="v0", entities=[entity], source=sources[0], ttl=datetime.timedelta(0), schema=views[0].schema)
    services = [FeatureService(name="one", features=[views[0]]), FeatureService(name="all", features=views)]
    store.apply([entity, *sources, *views, *services])
    store.materialize(now - datetime.timedelta(hours=1), now + datetime.timedelta(hours=1))
    document = {
        "project": "bench",
        "redis": {"addresses": [f"127.0.0.1:{REDIS}"]},
        "views": [{"name": f"v{v}", "entities": [{"name": "id", "type": "INT64"}], "features": [{"name": f"f{v}_{i}", "type": "DOUBLE"} for i in range(FEATURES)], "push": {}} for v in range(VIEWS)],
        "services": [
            {"name": "one", "features": [f"v0:f0_{i}" for i in range(FEATURES)]},
            {"name": "all", "features": [f"v{v}:f{v}_{i}" for v in range(VIEWS) for i in range(FEATURES)]},
        ],
    }
    (work / "config.json").write_text(json.dumps(document))
    return repo


def post(port, body):
    request = urllib.request.Request(f"http://127.0.0.1:{port}/get-online-features", data=json.dumps(body).encode(), headers={"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request))


def await_answer(port, body):
    began = time.time()
    while True:
        try:
            return time.time() - began, post(port, body)
        except OSError:
            if time.time() - began > 60:
                raise
            time.sleep(0.01)


def reads(service, batch):
    return [json.dumps({"feature_service": service, "entities": {"id": random.sample(range(ENTITIES), batch)}}) for _ in range(256)]


def pushes(batch):
    """Rows with a time still to be put in, since a row that is not newer is not written."""
    bodies = []
    for _ in range(256):
        frame = {"id": random.sample(range(ENTITIES), batch), "event_timestamp": ["@TIME@"] * batch}
        frame |= {f"f0_{i}": [random.random() for _ in range(batch)] for i in range(FEATURES)}
        bodies.append(json.dumps({"push_source_name": "v0", "df": frame}))
    return bodies


def bare_writes():
    """Rows per second of redis-cli with the same rows as HSET, one after the other, each replacing one."""
    file, rows = work / "bare", 200 * ENTITIES
    with open(file, "wb") as out:
        for i in range(rows):
            key = struct.pack("<III2sIIq5s", 1, 2, 2, b"id", 4, 8, i % ENTITIES, b"floor")
            out.write(b"*24\r\n$4\r\nHSET\r\n$%d\r\n%b\r\n$6\r\n_ts:v0\r\n$12\r\n%012d\r\n" % (len(key), key, i))
            for n in range(FEATURES):
                out.write(b"$4\r\n%b\r\n$9\r\n)%b\r\n" % (struct.pack("<I", 0xA0000000 + n), struct.pack("<d", random.random())))
    began = time.time()
    subprocess.run(["redis-cli", "-p", str(REDIS), "--pipe"], stdin=open(file, "rb"), stdout=subprocess.DEVNULL, check=True)
    return rows / (time.time() - began)


def script(name, bodies):
    path = work / f"{name}.lua"
    path.write_text(
        "local bodies = {" + ",".join(f"[[{b}]]" for b in bodies) + "}\nlocal i = 0\nwrk.method = 'POST'\nwrk.headers['Content-Type'] = 'application/json'\n"
        "local later = os.time() + 3600\n"
        "request = function() i = i + 1\n"
        "  local body, time = bodies[i % #bodies + 1], os.date('!%Y-%m-%dT%H:%M:%S', later + i / 1e6) .. string.format('.%06dZ', i % 1e6)\n"
        "  return wrk.format(nil, nil, nil, (body:gsub('@TIME@', time))) end\n"
        "done = function(s, l, r) print('RESULT ' .. s.requests / s.duration * 1e6 .. ' ' .. l:percentile(50) .. ' ' .. l:percentile(99) .. ' ' .. (s.errors.status + s.errors.connect + s.errors.read + s.errors.timeout)) end\n"
    )
    return path


def measure(port, lua, length, path="get-online-features"):
    """Requests per second, p50 and p99 in ms, failures, and CPU ms a request of the server and of Redis."""
    servers = [ours if port == OURS else feast, redis]
    before = [cpu(server) for server in servers]
    out = subprocess.run(["wrk", "-t1", "-c8", f"-d{length}s", "-s", str(lua), f"http://127.0.0.1:{port}/{path}"], capture_output=True, text=True).stdout
    line = next(line for line in out.splitlines() if line.startswith("RESULT"))
    rate, p50, p99, errors = map(float, line.split()[1:])
    return rate, p50 / 1000, p99 / 1000, errors, *((cpu(server) - b) / rate / length * 1000 for server, b in zip(servers, before))


def offered(port, body, rate, length):
    """p50 and p99 in ms of requests that are due at a rate, counted from when they were due."""
    file = work / "body.json"
    file.write_text(body)
    tool = work / "openloop"
    if not tool.exists():
        subprocess.run(["go", "build", "-o", tool, ROOT / "bench/serving/openloop.go"], check=True)
    command = [tool, f"127.0.0.1:{port}", "/get-online-features", file, str(rate), str(length), "32", "Content-Type: application/json"]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1])
    return found["p50"], found["p99"]


def cpu(process):
    """Seconds of processor that a process and its children have had."""
    ticks = 0
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12]) if int(fields[3]) == process.pid else 0
    return ticks / os.sysconf("SC_CLK_TCK")


def rss(process):
    kilobytes = 0
    for line in subprocess.run(["ps", "-o", "rss=,sid=", "-e"], capture_output=True, text=True).stdout.splitlines():
        size, session = line.split()
        kilobytes += int(size) if int(session) == process.pid else 0
    return kilobytes / 1024


def same_answers(service, batch):
    body = {"feature_service": service, "entities": {"id": list(range(batch))}}
    columns = [dict(zip(a["metadata"]["feature_names"], (c["values"] for c in a["results"]))) for a in (post(FEAST, body), post(OURS, body))]
    assert columns[0] == columns[1], "the two servers answer differently"


try:
    redis = start(["redis-server", "--port", str(REDIS), "--save", "", "--appendonly", "no"])
    time.sleep(0.5)
    repo = load()
    ready = {"feature_service": "one", "entities": {"id": [1]}}
    options = os.environ.get("JAVA_OPTIONS") or learned(jar, work)
    ours = start([JAVA, *options.split(), "-jar", jar, "serve"], env={**os.environ, "SLIPWAY_CONFIG": str(work / "config.json"), "SLIPWAY_HTTP_PORT": str(OURS), "SLIPWAY_MANAGEMENT_PORT": str(MANAGEMENT)})
    ours_start, _ = await_answer(OURS, ready)
    feast = start([sys.prefix + "/bin/feast", "-c", str(repo), "serve", "--port", str(FEAST), "--workers", "2", "--no-access-log", "--registry_ttl_sec", "300", "--max-requests", "1000000"])
    feast_start, _ = await_answer(FEAST, ready)
    print("| Case | Feast 0.67, 2 workers: req/s, p50, p99 ms | ours: req/s, p50, p99 ms | ratio | goal | CPU ms a request: Feast + Redis | ours + Redis |\n|---|---|---|---|---|---|---|")
    random.seed(5)
    saturation = {}
    cases = [("1 x 10", "one", 1, 20), ("100 x 50", "all", 100, 30), ("push 100 x 10", "", 100, 20)]
    chosen = os.environ.get("CASES", ",".join(name for name, *_ in cases)).split(",")
    for name, service, batch, goal in (case for case in cases if case[0] in chosen):
        push = not service
        if not push:
            same_answers(service, batch)
        path = "push" if push else "get-online-features"
        lua = script(name.replace(" ", ""), pushes(batch) if push else reads(service, batch))
        measure(OURS, lua, seconds, path)  # the compiler needs some seconds of load
        results = {FEAST: [], OURS: []}
        for _ in range(rounds):
            for port in results:
                results[port].append(measure(port, lua, seconds, path))
        medians = {port: [statistics.median(column) for column in zip(*runs)] for port, runs in results.items()}
        saturation[name] = medians[FEAST][0]
        cells = ["{:.0f}, {:.2f}, {:.2f} ({:.0f} failed)".format(*medians[port]) for port in (FEAST, OURS)]
        cells += ["{4:.3f} + {5:.3f}".format(*medians[port]) for port in (FEAST, OURS)]
        ratio = medians[OURS][0] / medians[FEAST][0]
        print(f"| {name} | {cells[0]} | {cells[1]} | {ratio:.1f} | at least {goal} | {cells[2]} | {cells[3]} |", flush=True)
    if cases[2][0] in chosen:
        print(f"\nredis-cli --pipe with bare HSET, the same rows: {bare_writes() / 100:.0f} times 100 rows a second.")
    print("\n| At half of Feast's saturation | Feast: p50, p99 ms | ours: p50, p99 ms | p99 ours / Feast's | goal |\n|---|---|---|---|---|")
    for name, service, batch, _ in (case for case in cases[:2] if case[0] in chosen):
        rate, body = saturation[name] / 2, reads(service, batch)[0]
        results = {port: [] for port in (FEAST, OURS)}
        for _ in range(rounds):
            for port in results:
                results[port].append(offered(port, body, rate, seconds))
        medians = {port: [statistics.median(column) for column in zip(*runs)] for port, runs in results.items()}
        cells = ["{:.2f}, {:.2f}".format(*medians[port]) for port in (FEAST, OURS)]
        print(f"| {name}, {rate:.0f} req/s | {cells[0]} | {cells[1]} | {medians[OURS][1] / medians[FEAST][1]:.3f} | at most 0.1 |", flush=True)
    print(f"\nStart to first answer: Feast {feast_start:.1f} s, ours {ours_start:.2f} s. Memory: Feast {rss(feast):.0f} MB, ours {rss(ours):.0f} MB.")
finally:
    for process in processes:
        try:
            os.killpg(process.pid, signal.SIGTERM)
        except ProcessLookupError:
            pass
