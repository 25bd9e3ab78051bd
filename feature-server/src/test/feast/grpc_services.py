"""Feast's services of gRPC, asked with Feast's own protos. usage: grpc_services.py REDIS_PORT HTTP_PORT GRPC_PORT

Each check prints one line; the last line is "all well" and the exit status 0 only if nothing differed.
"""
import datetime
import json
import math
import os
import struct
import sys
import urllib.request

os.environ["FEAST_USAGE"] = "False"
import grpc
import redis
from feast.infra.key_encoding_utils import serialize_entity_key
from feast.protos.feast.serving.GrpcServer_pb2 import PushRequest, WriteToOnlineStoreRequest
from feast.protos.feast.serving.GrpcServer_pb2_grpc import GrpcFeatureServerStub
from feast.protos.feast.serving.ServingService_pb2 import GetFeastServingInfoRequest, GetOnlineFeaturesRequest
from feast.protos.feast.serving.ServingService_pb2_grpc import ServingServiceStub
from feast.protos.feast.types.EntityKey_pb2 import EntityKey
from feast.protos.feast.types.Value_pb2 import Int64List, Map, RepeatedValue, Value
from google.protobuf.timestamp_pb2 import Timestamp
from grpc_health.v1 import health_pb2, health_pb2_grpc

redis_port, http_port, grpc_port = (int(argument) for argument in sys.argv[1:4])
store = redis.Redis(port=redis_port)
channel = grpc.insecure_channel(f"127.0.0.1:{grpc_port}")
serving, feature_server = ServingServiceStub(channel), GrpcFeatureServerStub(channel)
differences = []
NOW = datetime.datetime.now(datetime.timezone.utc)
EPOCH = (0, 0)
ABSENT, PRESENT, NULL, EXPIRED, INVALID = "NOT_FOUND", "PRESENT", "NULL_VALUE", "OUTSIDE_MAX_AGE", "INVALID"


def check(name, got, wanted):
    if got == wanted:
        print("same", name)
    else:
        differences.append(name)
        print("DIFFERENT", name, "\n   got   ", str(got)[:700], "\n   wanted", str(wanted)[:700])


def hash_field(view, feature):
    import mmh3

    return struct.pack("<L", mmh3.hash(f"{view}:{feature}", signed=False))


def put(entity, cells, seconds):
    key = serialize_entity_key(EntityKey(join_keys=["id"], entity_values=[Value(int64_val=entity)]), 3) + b"demo"
    store.hset(key, mapping={b"_ts:m": Timestamp(seconds=seconds, nanos=5000).SerializeToString(), **{hash_field("m", name): value for name, value in cells.items()}})


def values(entities, field="int64_val"):
    return RepeatedValue(val=[Value(**{field: entity}) for entity in entities])


def ask(stub, features, entities, **more):
    from feast.protos.feast.serving.ServingService_pb2 import FeatureList

    if isinstance(features, str):
        return stub.GetOnlineFeatures(GetOnlineFeaturesRequest(feature_service=features, entities=entities, **more))
    return stub.GetOnlineFeatures(GetOnlineFeaturesRequest(features=FeatureList(val=features), entities=entities, **more))


def columns(answer):
    from feast.protos.feast.serving.ServingService_pb2 import FieldStatus

    names = list(answer.metadata.feature_names.val)
    return {name: (list(column.values), [FieldStatus.Name(s) for s in column.statuses], [(t.seconds, t.nanos) for t in column.event_timestamps]) for name, column in zip(names, answer.results)}


def over_http(features, entities):
    body = json.dumps({"features": features, "entities": entities}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{http_port}/get-online-features", data=body)
    with urllib.request.urlopen(request) as answer:
        parsed = json.loads(answer.read())
    return dict(zip(parsed["metadata"]["feature_names"], parsed["results"]))


# 1. The matrix of statuses: what stands in Redis, the value and the status that come back.
fresh, old = int(NOW.timestamp()) - 10, int(NOW.timestamp()) - 7200
GOOD = {"n": Value(int64_val=7).SerializeToString(), "x": Value(double_val=0.5).SerializeToString(), "s": Value(string_val="zo\u00eb").SerializeToString(), "l": Value(int64_list_val=Int64List(val=[1, 300])).SerializeToString(), "t": Value(unix_timestamp_val=5).SerializeToString()}
good = {name: Value.FromString(value) for name, value in GOOD.items()}
CASES = [
    ("present", GOOD, fresh, good, {}),
    ("null as an empty cell", {**GOOD, "n": b"", "l": b""}, fresh, {**good, "n": Value(), "l": Value()}, {"n": NULL, "l": NULL}),
    ("an explicit null", {**GOOD, "x": bytes.fromhex("980100")}, fresh, {**good, "x": Value()}, {"x": NULL}),
    ("a feature that is not there", {name: value for name, value in GOOD.items() if name != "s"}, fresh, {**good, "s": Value()}, {"s": NULL}),
    ("expired", GOOD, old, good, {name: EXPIRED for name in GOOD}),
    ("infinity", {**GOOD, "x": Value(double_val=-math.inf).SerializeToString()}, fresh, {**good, "x": Value(double_val=-math.inf)}, {}),
    ("the null timestamp", {**GOOD, "t": bytes.fromhex("4080808080808080808001")}, fresh, {**good, "t": Value()}, {"t": NULL}),
    ("another type", {**GOOD, "n": Value(string_val="7").SerializeToString()}, fresh, {**good, "n": Value()}, {"n": INVALID}),
    ("bytes that are no message", {**GOOD, "s": b"\xff\xff"}, fresh, {**good, "s": Value()}, {"s": INVALID}),
    ("a text that is no UTF-8", {**GOOD, "s": b"\x12\x02\xff\xfe"}, fresh, {**good, "s": Value()}, {"s": INVALID}),
    ("a list that is cut off", {**GOOD, "l": bytes.fromhex("7205")}, fresh, {**good, "l": Value()}, {"l": INVALID}),
    ("a zero", {**GOOD, "n": Value(int64_val=0).SerializeToString(), "s": Value(string_val="").SerializeToString()}, fresh, {**good, "n": Value(int64_val=0), "s": Value(string_val="")}, {}),
]
for entity, (_, cells, seconds, _, _) in enumerate(CASES):
    put(entity, cells, seconds)
FEATURES = [f"m:{name}" for name in GOOD]
for stub_name, stub in {"ServingService": serving, "GrpcFeatureServer": feature_server}.items():
    batch_of = [i % (len(CASES) + 1) for i in range(100)]
    batch = columns(ask(stub, FEATURES, {"id": values(batch_of)}))
    for entity, (case, _, seconds, wanted, statuses) in enumerate([*CASES, ("absent", None, None, {name: Value() for name in GOOD}, {name: ABSENT for name in GOOD})]):
        time = EPOCH if seconds is None else (seconds, 5000)
        row = {name: (wanted[name], statuses.get(name, PRESENT), time) for name in GOOD}
        single = columns(ask(stub, FEATURES, {"id": values([entity])}))
        check(f"{stub_name}, one row, {case}", {name: tuple(part[0] for part in single[name]) for name in GOOD}, row)
        for at in (at for at in range(100) if batch_of[at] == entity):
            got = {name: tuple(part[at] for part in batch[name]) for name in GOOD}
            if got != row:
                check(f"{stub_name}, row {at} of 100, {case}", got, row)
        print("same", f"{stub_name}, rows of 100, {case}")
    http = over_http(FEATURES, {"id": batch_of})
    for name in GOOD:
        told = [NULL if name == "x" and CASES[e][0] == "infinity" else s for e, s in zip(batch_of, batch[name][1]) if e < len(CASES)]
        check(f"{stub_name}: statuses of HTTP for {name}", [s for e, s in zip(batch_of, http[name]["statuses"]) if e < len(CASES)], told)
    check(f"{stub_name}: join keys come first", (list(ask(stub, FEATURES, {"id": values([3, 1])}).metadata.feature_names.val)[0], batch["id"][0][:3], batch["id"][1][0], batch["id"][2][0]), ("id", [Value(int64_val=i) for i in (0, 1, 2)], PRESENT, EPOCH))
put(50, {"n": GOOD["n"], "x": Value(double_val=math.nan).SerializeToString()}, fresh)
nan = columns(ask(serving, ["m:x"], {"id": values([50])}))["x"]
check("NaN goes out as it stands", (math.isnan(nan[0][0].double_val), nan[1]), (True, [PRESENT]))

# 2. Names, services, versions, casts.
check("long names", list(columns(ask(serving, ["m:n"], {"id": values([0])}, full_feature_names=True))), ["id", "m__n"])
check("a service", list(columns(ask(serving, "svc", {"id": values([0])}))), ["id", "n", "x"])
check("a service and long names", list(columns(ask(feature_server, "svc", {"id": values([0])}, full_feature_names=True))), ["id", "m__n", "m__x"])
check("versions", [v.name for v in ask(serving, ["m:n"], {"id": values([0])}, include_feature_view_version_metadata=True).metadata.feature_view_metadata], ["m"])
check("a key as text", columns(ask(serving, ["m:n"], {"id": values(["0"], "string_val")}))["n"][0], [good["n"]])
check("a key of 32 bits", columns(ask(serving, ["m:n"], {"id": values([0], "int32_val")}))["n"][0], [good["n"]])
check("the order and twice the same", columns(ask(serving, ["m:n"], {"id": values([0, 99, 0])}))["n"][1], [PRESENT, ABSENT, PRESENT])
check("a packed view", columns(ask(serving, ["p:n"], {"id": values([1])}))["n"][1], [ABSENT])
check("serving info", bool(serving.GetFeastServingInfo(GetFeastServingInfoRequest()).version), True)
check("health", health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest()).status, health_pb2.HealthCheckResponse.SERVING)

# 3. Rows.
TIME = {"event_timestamp": "2026-01-02T03:04:05.678901Z"}
STAMP = Value(string_val="2026-01-02T03:04:05.678901Z")
check("push of texts", feature_server.Push(PushRequest(features={"id": "60", "n": "8", "x": "1.5", "s": "a\"b", "l": "[1, 2]", "t": "9", **TIME}, stream_feature_view="pushed", to="online")).status, True)
got = columns(ask(serving, FEATURES, {"id": values([60])}))
check("what was pushed as texts", {name: got[name][0][0] for name in GOOD}, {"n": Value(int64_val=8), "x": Value(double_val=1.5), "s": Value(string_val="a\"b"), "l": Value(int64_list_val=Int64List(val=[1, 2])), "t": Value(unix_timestamp_val=9)})
check("its event time", got["n"][2], [(int(datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc).timestamp()), 678901000)])
typed = {"id": Value(int64_val=61), "n": Value(int32_val=9), "x": Value(double_val=math.nan), "s": Value(string_val=""), "l": good["l"], "t": Value(), "event_timestamp": STAMP}
check("push of values", feature_server.Push(PushRequest(typed_features=typed, stream_feature_view="pushed", to="online")).status, True)
got = columns(ask(serving, FEATURES, {"id": values([61])}))
check("what was pushed as values", ({name: got[name][0][0] for name in ("n", "s", "l", "t")}, math.isnan(got["x"][0][0].double_val)), ({"n": Value(int64_val=9), "s": Value(string_val=""), "l": good["l"], "t": Value()}, True))
check("write", feature_server.WriteToOnlineStore(WriteToOnlineStoreRequest(typed_features={"id": Value(int64_val=1), "n": Value(int64_val=5), "event_timestamp": STAMP}, feature_view_name="p")).status, True)
check("what was written, packed", columns(ask(serving, ["p:n"], {"id": values([1])}))["n"][0], [Value(int64_val=5)])

# 4. Mistakes: status and what it says.
OK_ENTITY = {"id": values([1])}
ROW = {"id": "1", "n": "8", "x": "1.5", "s": "", "l": "[]", "t": "9", **TIME}
C = grpc.StatusCode
for name, code, part, call in [
    ("unknown view", C.NOT_FOUND, "no feature view 'nope'", lambda: ask(serving, ["nope:n"], OK_ENTITY)),
    ("unknown service", C.NOT_FOUND, "no feature service 'nope'", lambda: ask(serving, "nope", OK_ENTITY)),
    ("unknown feature", C.INVALID_ARGUMENT, "has no feature 'zzz'", lambda: ask(serving, ["m:zzz"], OK_ENTITY)),
    ("no colon", C.INVALID_ARGUMENT, "names no view", lambda: ask(serving, ["nocolon"], OK_ENTITY)),
    ("no features", C.INVALID_ARGUMENT, "No features are asked for", lambda: ask(serving, [], OK_ENTITY)),
    ("twice the same name", C.INVALID_ARGUMENT, "same name", lambda: ask(serving, ["m:n", "p:n"], OK_ENTITY)),
    ("no entities", C.INVALID_ARGUMENT, "entities are empty", lambda: ask(serving, ["m:n"], {})),
    ("another key", C.INVALID_ARGUMENT, "join keys [id]", lambda: ask(serving, ["m:n"], {"idd": values([1])})),
    ("no rows", C.INVALID_ARGUMENT, "have no rows", lambda: ask(serving, ["m:n"], {"id": RepeatedValue()})),
    ("columns of different length", C.INVALID_ARGUMENT, "have ", lambda: ask(serving, ["c:n"], {"id": values([1, 2]), "who": values(["a"], "string_val")})),
    ("a null entity", C.INVALID_ARGUMENT, "is null", lambda: ask(serving, ["m:n"], {"id": RepeatedValue(val=[Value()])})),
    ("an entity that is no number", C.INVALID_ARGUMENT, "\"x\" is not a number", lambda: ask(serving, ["m:n"], {"id": values(["x"], "string_val")})),
    ("an entity of the wrong kind", C.INVALID_ARGUMENT, "whole number", lambda: ask(serving, ["m:n"], {"id": RepeatedValue(val=[Value(map_val=Map())])})),
    ("too many entities", C.RESOURCE_EXHAUSTED, "too many", lambda: ask(serving, ["m:n"], {"id": values(range(10_001))})),
    ("unknown push source", C.INVALID_ARGUMENT, "no push source 'nope'", lambda: feature_server.Push(PushRequest(features=ROW, stream_feature_view="nope", to="online"))),
    ("push to nowhere", C.INVALID_ARGUMENT, "to is ''", lambda: feature_server.Push(PushRequest(features=ROW, stream_feature_view="pushed"))),
    ("both kinds of features", C.INVALID_ARGUMENT, "not both", lambda: feature_server.Push(PushRequest(features=ROW, typed_features=typed, stream_feature_view="pushed", to="online"))),
    ("a column too few", C.INVALID_ARGUMENT, "lacks the columns [n]", lambda: feature_server.Push(PushRequest(features={k: v for k, v in ROW.items() if k != "n"}, stream_feature_view="pushed", to="online"))),
    ("a text that is no number", C.INVALID_ARGUMENT, "\"many\" is not a number", lambda: feature_server.Push(PushRequest(features={**ROW, "n": "many"}, stream_feature_view="pushed", to="online"))),
    ("a time that is none", C.INVALID_ARGUMENT, "is not a time", lambda: feature_server.Push(PushRequest(features={**ROW, "event_timestamp": "soon"}, stream_feature_view="pushed", to="online"))),
    ("write to an unknown view", C.NOT_FOUND, "no feature view 'nope'", lambda: feature_server.WriteToOnlineStore(WriteToOnlineStoreRequest(features=ROW, feature_view_name="nope"))),
    ("a method that is not there", C.UNIMPLEMENTED, "no method", lambda: channel.unary_unary("/feast.serving.ServingService/Nothing")(b"")),
    ("bytes that are no message", C.INVALID_ARGUMENT, "cannot be read", lambda: channel.unary_unary("/feast.serving.ServingService/GetOnlineFeatures")(b"\x0a\xff")),
    ("a request whose text is no UTF-8", C.INVALID_ARGUMENT, "no UTF-8", lambda: channel.unary_unary("/feast.serving.ServingService/GetOnlineFeatures")(b"\x0a\x01\xff")),
]:
    try:
        call()
        check(name, "an answer", code)
    except grpc.RpcError as e:
        check(name, (e.code(), part in e.details() or e.details()), (code, True))

print("all well" if not differences else f"{len(differences)} differences: {differences}")
sys.stdout.flush()
os._exit(1 if differences else 0)
