"""The real Feast beside our server on one Redis. usage: interop.py REDIS_PORT SERVER_PORT GRPC_PORT FOLDER

Each check prints one line; the last line is "all well" and the exit status 0 only if nothing differed.
"""
import datetime
import json
import logging
import os
import pathlib
import sys
import urllib.error
import urllib.request

os.environ["FEAST_USAGE"] = "False"
import pandas as pd
import redis
from feast import Entity, FeatureService, FeatureStore, FeatureView, Field, FileSource, PushSource, RepoConfig
from feast.types import Array, Bool, Bytes, Float32, Float64, Int32, Int64, String, UnixTimestamp
from feast.value_type import ValueType

redis_port, server_port, grpc_port, folder = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), pathlib.Path(sys.argv[4])
differences = []
TIME = datetime.datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=datetime.timezone.utc)
TYPES = {
    "i32": (Int32, [1, -1, 2**31 - 1, -(2**31)]),
    "i64": (Int64, [1, -1, 2**53, -(2**53)]),
    "f32": (Float32, [0.5, -0.25, 0.1, 3.0e38]),
    "f64": (Float64, [0.1, -1e-300, 1e22, 0.0]),
    "s": (String, ["b", "", "zo\u00eb \U0001f600", "a\"b\\c\n"]),
    "y": (Bytes, [b"\x00\xff", b"a", b"xyz", b"\x80"]),
    "b": (Bool, [True, False, True, False]),
    "t": (UnixTimestamp, [TIME, TIME, TIME, TIME]),
    "i32s": (Array(Int32), [[1, -1], [5], [0, 0], [2]]),
    "i64s": (Array(Int64), [[1, -(2**53)], [300], [0], [9]]),
    "f32s": (Array(Float32), [[3.0, 4.0], [0.5], [1.5], [2.0]]),
    "f64s": (Array(Float64), [[0.1, 1e300], [1.0], [2.0], [3.0]]),
    "ss": (Array(String), [["a", "b"], ["zo\u00eb"], [""], ["x"]]),
    "ys": (Array(Bytes), [[b"a", b"\xff"], [b"b"], [b"c"], [b"d"]]),
    "bs": (Array(Bool), [[True, False], [False], [True], [True]]),
    "ts": (Array(UnixTimestamp), [[TIME], [TIME, TIME], [TIME], [TIME]]),
}


def check(name, got, wanted):
    if got == wanted:
        print("same", name)
    else:
        differences.append(name)
        print("DIFFERENT", name, "\n   got   ", str(got)[:700], "\n   wanted", str(wanted)[:700])


def post(path, body, compat=False, port=None):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port or server_port}{path}", data=data, headers={"Content-Type": "application/json", **({"X-Feast-Compat": "1"} if compat else {})})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as e:
        return e.code, e.read().decode()


def dump():
    raw = redis.Redis(port=redis_port)
    return {key: raw.hgetall(key) for key in raw.scan_iter() if raw.type(key) == b"hash"}


def config(name, online):
    return RepoConfig(
        project="demo",
        provider="local",
        registry=str(folder / f"{name}.db"),
        online_store=online,
        offline_store={"type": "dask"},
        entity_key_serialization_version=3,
    )


parquet = folder / "rows.parquet"
frame = pd.DataFrame({"id": [1, 2, 3, 4], **{name: values for name, (_, values) in TYPES.items()}})
frame["event_timestamp"] = TIME
frame.to_parquet(parquet)

driver = Entity(name="id", join_keys=["id"], value_type=ValueType.INT64)
who = Entity(name="who", join_keys=["Who"], value_type=ValueType.STRING)
source = FileSource(name="rows", path=str(parquet), timestamp_field="event_timestamp")
every = FeatureView(name="every", entities=[driver], schema=[Field(name=n, dtype=t) for n, (t, _) in TYPES.items()] + [Field(name="id", dtype=Int64)], source=source, ttl=datetime.timedelta(0))
small_source = FileSource(name="small_rows", path=str(parquet), timestamp_field="event_timestamp")
pushed = PushSource(name="pushed", batch_source=small_source)
small = FeatureView(name="small", entities=[driver, who], schema=[Field(name="n", dtype=Int64), Field(name="x", dtype=Float64), Field(name="id", dtype=Int64), Field(name="Who", dtype=String)], source=pushed, ttl=datetime.timedelta(0))
services = [FeatureService(name="svc", features=[every[["i64", "f64"]]])]

direct = FeatureStore(config=config("direct", {"type": "redis", "connection_string": f"127.0.0.1:{redis_port}"}))
direct.apply([driver, who, every, small, pushed] + services)
names = [f"every:{name}" for name in TYPES]


def feasts_columns(store, features, entities):
    from feast.feature_server_utils import convert_response_to_dict

    response = convert_response_to_dict(store.get_online_features(features=features, entity_rows=entities).proto)
    return {name: (column["values"], column.get("event_timestamps")) for name, column in zip(response["metadata"]["feature_names"], response["results"])}


def our_columns(features, entities):
    status, body = post("/get-online-features", {"features": features, "entities": {k: [e[k] for e in entities] for k in entities[0]}})
    assert status == 200, body
    answer = json.loads(body)
    return {name: (column["values"], column["event_timestamps"]) for name, column in zip(answer["metadata"]["feature_names"], answer["results"])}


# 1. What feast materialize wrote, we read.
direct.materialize(TIME - datetime.timedelta(days=1), TIME + datetime.timedelta(days=1), feature_views=["every"])
entities = [{"id": i} for i in (3, 1, 4, 2, 3, 99)]
theirs, ours = feasts_columns(direct, names, entities), our_columns(names, entities)
for name in theirs:
    check(f"materialized by feast, read by us: {name}", ours.get(name), theirs[name])

# 2. What feast push wrote, with a composite key and an odd name, we read.
rows = pd.DataFrame({"id": [1, 11, 7], "Who": ["m1", "2", "zo\u00eb\U0001f600"], "n": [100, 200, 300], "x": [0.5, 1.5, 2.5], "event_timestamp": [TIME] * 3})
direct.push("pushed", rows)
entities = [{"id": 1, "Who": "m1"}, {"id": 11, "Who": "2"}, {"id": 1, "Who": "12"}, {"id": 7, "Who": "zo\u00eb\U0001f600"}]
check("pushed by feast, read by us", our_columns(["small:n", "small:x"], entities), feasts_columns(direct, ["small:n", "small:x"], entities))

# 3. The same rows written by us are the same bytes.
by_feast = dump()
raw = redis.Redis(port=redis_port)
raw.flushall()


def transport(value):
    import base64

    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, list):
        return [transport(v) for v in value]
    return int(value.timestamp()) if isinstance(value, datetime.datetime) else value


df = {"id": [1, 2, 3, 4], "event_timestamp": [TIME.isoformat()] * 4, **{name: [transport(v) for v in values] for name, (_, values) in TYPES.items()}}
check("write to our server", post("/write-to-online-store", {"feature_view_name": "every", "df": df}), (200, "null"))
body = {"push_source_name": "pushed", "df": {"id": [1, 11, 7], "Who": ["m1", "2", "zo\u00eb\U0001f600"], "n": [100, 200, 300], "x": [0.5, 1.5, 2.5], "event_timestamp": [TIME.isoformat()] * 3}}
check("push to our server", post("/push", body), (200, ""))
by_us = dump()
check("the same keys", sorted(by_us), sorted(by_feast))
for key in by_feast:
    check(f"the same bytes under {key[-30:]}", by_us.get(key), by_feast[key])

# 4. What we wrote, Feast reads.
entities = [{"id": i} for i in (4, 2, 1, 3)]
check("written by us, read by feast", feasts_columns(direct, names, entities), our_columns(names, entities))

# 5. A Feast SDK whose online store is our server.
remote = FeatureStore(config=config("remote", {"type": "remote", "path": f"http://127.0.0.1:{server_port}"}))
remote.apply([driver, who, every, small, pushed] + services)
got = remote.get_online_features(features=["every:i64", "every:f32s", "every:s"], entity_rows=[{"id": 2}, {"id": 1}]).to_dict()
check("remote SDK reads", {k: got[k] for k in ("id", "i64", "s")}, {"id": [2, 1], "i64": [-1, 1], "s": ["", "b"]})
got = remote.get_online_features(features=remote.get_feature_service("svc"), entity_rows=[{"id": 3}]).to_dict()
check("remote SDK reads a service", got, {"id": [3], "i64": [2**53], "f64": [1e22]})
remote.push("pushed", pd.DataFrame({"id": [5], "Who": ["r"], "n": [55], "x": [5.5], "event_timestamp": [TIME]}))
check("remote SDK pushes", our_columns(["small:n"], [{"id": 5, "Who": "r"}])["n"][0], [55])
remote.write_to_online_store("small", pd.DataFrame({"id": [6], "Who": ["w"], "n": [66], "x": [6.5], "event_timestamp": [TIME]}))
check("remote SDK writes", remote.get_online_features(features=["small:n", "small:x"], entity_rows=[{"id": 6, "Who": "w"}]).to_dict(), {"id": [6], "Who": ["w"], "n": [66], "x": [6.5]})

# 6. Mistakes: what Feast's own server answers, and ours with X-Feast-Compat.
import socket
import threading
import time

import uvicorn
from feast.feature_server import get_app

with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    feast_port = free.getsockname()[1]
feast_server = uvicorn.Server(uvicorn.Config(get_app(direct), host="127.0.0.1", port=feast_port, log_level="critical"))
threading.Thread(target=feast_server.run, daemon=True).start()
while not feast_server.started:
    time.sleep(0.05)

def raw(path, body, port, compat=False, method="POST"):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=body if method == "POST" else None, method=method, headers={"Content-Type": "application/json", **({"X-Feast-Compat": "1"} if compat else {})})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as e:
        return e.code, e.read().decode()


GET, PUSH, WRITE, RUN, STEP = "/get-online-features", "/push", "/write-to-online-store", "/materialize", "/materialize-incremental"
ONE = {"id": [1]}
TIMES = {"event_timestamp": ["2026-01-02"]}
MISTAKES = [
    # bodies that are no JSON
    *[(GET, text) for text in (b"", b"nonsense", b'{"a":', b'{"a" 1}', b"{a:1}", b'{"a":1}}', b'{"a":"x}', b"[1,]", b'{"a":1,}', b"[1]", b"1", b"null", b'"x"', b'{"a":tru}', b'{"x":"\n"}', b'{"x":"\\q"}', b'{"x":"\\u12"}', b'{"x":[1 2]}', b'{"zo\xc3\xab" 1}', b'{"a": -}', b"[01]")],
    # forms
    (GET, {}), (GET, {"features": ["every:i64"]}), (GET, {"entities": 5}), (GET, {"entities": {"id": 5}}), (GET, {"entities": {"id": [1], "b": 1}, "feature_service": 4}),
    (GET, {"entities": ONE, "features": "x"}), (GET, {"entities": ONE, "features": None}), (GET, {"entities": ONE, "features": [1, "b", None]}),
    (GET, {"entities": ONE, "features": ["every:i64"], "full_feature_names": "maybe"}), (GET, {"entities": ONE, "features": ["every:i64"], "full_feature_names": 2}), (GET, {"entities": ONE, "features": ["every:i64"], "full_feature_names": None}),
    (PUSH, {}), (PUSH, {"push_source_name": "pushed", "df": [1]}), (PUSH, {"push_source_name": 1, "df": {}, "to": 3}), (WRITE, {}), (WRITE, {"feature_view_name": "small", "df": "x"}),
    (RUN, {"start_ts": 5}), (RUN, {"feature_views": "every"}), (RUN + "?async=maybe", {"start_ts": "2026-01-01", "end_ts": "2026-01-03"}), (STEP, {}), (STEP, {"end_ts": None}),
    # references
    (GET, {"features": ["nope:x"], "entities": ONE}), (GET, {"feature_service": "nope", "entities": ONE}), (GET, {"features": ["every:zzz"], "entities": ONE}), (GET, {"features": ["nocolon"], "entities": ONE}),
    (GET, {"entities": ONE}), (GET, {"features": [], "feature_service": "", "entities": ONE}), (GET, {"features": ["every@v1:i64"], "entities": ONE}), (GET, {"features": ["every@x:i64"], "entities": ONE}), (GET, {"features": [":i64"], "entities": ONE}), (GET, {"features": ["every:"], "entities": ONE}),
    (GET, {"features": ["every:i64", "every:i64"], "entities": ONE}),
    # entities
    (GET, {"features": ["every:i64"], "entities": {}}), (GET, {"features": ["small:n"], "entities": {"id": [1, 2], "Who": ["a"]}}),
    (GET, {"features": ["every:i64"], "entities": {"id": [None]}}), (GET, {"features": ["every:i64"], "entities": {"id": ["x"]}}), (GET, {"features": ["every:i64"], "entities": {"id": [2**63]}}),
    # rows
    (PUSH, {"push_source_name": "nope", "df": {}}), (PUSH, {"push_source_name": "nope", "df": {}, "to": "offline"}), (PUSH, {"push_source_name": "pushed", "df": {}, "to": "nowhere"}), (PUSH, {"push_source_name": "pushed", "df": {}}),
    (PUSH, {"push_source_name": "pushed", "df": {"id": [1], "n": [1, 2]}}), (PUSH, {"push_source_name": "pushed", "df": {"id": 1}}),
    (PUSH, {"push_source_name": "pushed", "df": {"id": [1], "Who": ["a"], **TIMES}}), (PUSH, {"push_source_name": "pushed", "df": {"id": [1], "Who": ["a"], "n": [1], **TIMES}}), (PUSH, {"push_source_name": "pushed", "df": {"id": [1], "Who": ["a"], "n": [1], "x": [1]}}),
    (PUSH, {"push_source_name": "pushed", "df": {"id": [1], "Who": ["a"], "n": ["x"], "x": [1], **TIMES}}), (PUSH, {"push_source_name": "pushed", "df": {"id": [1], "Who": ["a"], "n": [1], "x": [1], "event_timestamp": ["nonsense"]}}),
    (PUSH, {"push_source_name": "pushed", "df": {"Who": ["a"], "n": [1], "x": [1], **TIMES}}),
    (WRITE, {"feature_view_name": "nope", "df": {}}), (WRITE, {"feature_view_name": "small", "df": {}}), (WRITE, {"feature_view_name": "small", "df": {"id": [1]}}),
    # materialization
    (RUN, {}), (RUN, {"start_ts": "x", "end_ts": "2026-01-02"}), (RUN, {"start_ts": "2026-01-03", "end_ts": "2026-01-02"}), (RUN, {"start_ts": "2026-01-03T01:02:03.5", "end_ts": "2026-01-03T01:02:03.5Z"}),
    (RUN, {"start_ts": "2026-01-01", "end_ts": "2026-01-03", "feature_views": ["nope"]}), (RUN, {"start_ts": "2026-01-01", "end_ts": "2026-01-03", "feature_views": []}),
    (RUN, {"start_ts": "2026-01-01", "end_ts": "2026-01-03", "feature_views": ["every"], "version": "v2"}), (RUN, {"start_ts": "2026-01-01", "end_ts": "2026-01-03", "version": "v2"}),
    (STEP, {"end_ts": "x", "feature_views": []}), (STEP, {"end_ts": "2026-01-03", "feature_views": ["nope"]}), (STEP, {"end_ts": "2026-01-03", "feature_views": []}),
    ("/nothing", {}), ("/health", {}),
]
for path, body in MISTAKES:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    check(f"answer to {path} {data.decode(errors='replace')[:120]}", raw(path, data, server_port, compat=True), raw(path, data, feast_port))
# Feast lists every join key of its project here, in an order that differs from process to process.
for entities in ({"idd": [1]}, {"id": []}):
    answers = [raw(GET, json.dumps({"features": ["every:i64"], "entities": entities}).encode(), port, compat=True) for port in (server_port, feast_port)]
    check(f"answer to entities {entities}", [answers[0][0], answers[0][1].split("[")[0]], [answers[1][0], answers[1][1].split("[")[0]])
for path in (GET, PUSH, "/health", "/nothing"):
    check(f"answer to GET {path}", raw(path, b"", server_port, compat=True, method="GET"), raw(path, b"", feast_port, method="GET"))

# 7. Questions that are answered: the same values; Feast's statuses are PRESENT whatever there is.
for name, request in {
    "entity as text": {"features": ["every:i64"], "entities": {"id": ["1"]}},
    "one of two keys": {"features": ["every:i64", "small:n"], "entities": ONE},
    "an entity too many": {"features": ["every:i64"], "entities": {"id": [1], "extra": [2]}},
    "the latest version": {"features": ["every@latest:i64"], "entities": ONE},
    "long names": {"features": ["every:i64"], "entities": ONE, "full_feature_names": "yes"},
    "versions": {"features": ["every:i64", "small:n"], "entities": {"id": [1], "Who": ["m1"]}, "include_feature_view_version_metadata": True},
}.items():
    got, wanted = (json.loads(raw(GET, json.dumps(request).encode(), port, compat=True)[1]) for port in (server_port, feast_port))
    wanted_names = wanted["metadata"]["feature_names"]
    values = [dict(zip(a["metadata"]["feature_names"], (c["values"] for c in a["results"]))) for a in (got, wanted)]
    extra = "extra"
    values[1].pop(extra, None)
    values[0].pop(extra, None)
    check(f"values for {name}", values[0], values[1])
    check(f"versions for {name}", got["metadata"].get("feature_view_metadata"), wanted["metadata"].get("feature_view_metadata"))

# 8. gRPC: what `feast listen` answers, and ours.
import grpc
from feast.infra.contrib.grpc_server import get_grpc_server
from feast.protos.feast.serving.GrpcServer_pb2 import PushRequest, WriteToOnlineStoreRequest
from feast.protos.feast.serving.GrpcServer_pb2_grpc import GrpcFeatureServerStub
from feast.protos.feast.serving.ServingService_pb2 import FeatureList, GetOnlineFeaturesRequest
from feast.protos.feast.types.Value_pb2 import RepeatedValue, Value
from feast.type_map import python_values_to_proto_values

with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    listen_port = free.getsockname()[1]
listen = get_grpc_server(f"127.0.0.1:{listen_port}", direct, 4, 300)
listen.start()
logging.getLogger("feast").setLevel(logging.CRITICAL + 1)
ours_, theirs_ = (GrpcFeatureServerStub(grpc.insecure_channel(f"127.0.0.1:{port}")) for port in (grpc_port, listen_port))
COMPAT = (("x-feast-compat", "1"),)


def asked(features, entities, service=None, full=False):
    columns = {name: RepeatedValue(val=[Value(**{"string_val" if isinstance(v, str) else "int64_val": v}) for v in column]) for name, column in entities.items()}
    kind = {"feature_service": service} if service else {"features": FeatureList(val=features)}
    return GetOnlineFeaturesRequest(**kind, entities=columns, full_feature_names=full)


def grpc_columns(answer):
    return {name: (list(column.values), [(t.seconds, t.nanos) for t in column.event_timestamps]) for name, column in zip(answer.metadata.feature_names.val, answer.results)}


for name, request in {
    "every type": asked(names, {"id": [3, 1, 4, 2, 3, 99]}),
    "a composite key": asked(["small:n", "small:x"], {"id": [1, 11, 1], "Who": ["m1", "2", "12"]}),
    "a service": asked(None, {"id": [2]}, service="svc"),
    "long names": asked(["every:i64"], {"id": [2]}, full=True),
}.items():
    check(f"gRPC answers as feast listen: {name}", grpc_columns(ours_.GetOnlineFeatures(request)), grpc_columns(theirs_.GetOnlineFeatures(request)))


def outcome(stub, method, request):
    try:
        return getattr(stub, method)(request, metadata=COMPAT)
    except grpc.RpcError as e:
        return e.code().name, " ".join(e.details().split())  # ours is one line


TEXTS = {"id": "1", "Who": "a", "n": "1", "x": "1", "event_timestamp": "2026-01-02"}
for method, request in [
    ("GetOnlineFeatures", asked(["nope:x"], ONE)), ("GetOnlineFeatures", asked(None, ONE, service="nope")), ("GetOnlineFeatures", asked(["every:zzz"], ONE)), ("GetOnlineFeatures", asked(["nocolon"], ONE)),
    ("GetOnlineFeatures", asked([], ONE)), ("GetOnlineFeatures", asked(["every:i64", "every:i64"], ONE)), ("GetOnlineFeatures", asked(["every@v1:i64"], ONE)),
    ("Push", PushRequest(features=TEXTS, stream_feature_view="nope", to="online")), ("Push", PushRequest(features=TEXTS, stream_feature_view="pushed", to="nowhere")), ("Push", PushRequest(features=TEXTS, stream_feature_view="pushed")),
    ("Push", PushRequest(features=TEXTS, typed_features={"id": Value(int64_val=1)}, stream_feature_view="pushed", to="online")),
    ("Push", PushRequest(features={k: v for k, v in TEXTS.items() if k != "x"}, stream_feature_view="pushed", to="online")),
    ("Push", PushRequest(features={**TEXTS, "n": "many"}, stream_feature_view="pushed", to="online")),
    ("WriteToOnlineStore", WriteToOnlineStoreRequest(features=TEXTS, feature_view_name="nope")),
]:
    check(f"gRPC {method} {str(request).strip()[:100]!r}", outcome(ours_, method, request), outcome(theirs_, method, request))

# One row of every type, as values, through our Push and through Feast's materialization: the same bytes.
wanted_bytes = by_feast[next(key for key in by_feast if b"\x02\x00\x00\x00\x00\x00\x00\x00demo" in key and b"Who" not in key)]
redis.Redis(port=redis_port).flushall()
row = {"id": Value(int64_val=2), "event_timestamp": Value(string_val=TIME.isoformat())}
for name, (dtype, column) in TYPES.items():
    row[name] = python_values_to_proto_values([column[1]], dtype.to_value_type())[0]
ours_.WriteToOnlineStore(WriteToOnlineStoreRequest(typed_features=row, feature_view_name="every"))
check("values written by gRPC are the bytes of feast materialize", list(dump().values()), [wanted_bytes])
check("values written by gRPC, read by feast", feasts_columns(direct, names, [{"id": 2}]), our_columns(names, [{"id": 2}]))
listen.stop(0)

print("all well" if not differences else f"{len(differences)} differences: {differences}")
sys.stdout.flush()
os._exit(1 if differences else 0)
