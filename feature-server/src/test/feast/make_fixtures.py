"""Writes ../resources/feast: what the real Feast makes of keys, field names and values. Run by hand after a new version of Feast.

    $(make/venv feature-server/src/test/feast/requirements.txt) feature-server/src/test/feast/make_fixtures.py
"""
import json
import pathlib
import random
import struct

import mmh3
from feast.feature_server_utils import _value_to_native
from feast.infra.key_encoding_utils import serialize_entity_key
from feast.protos.feast.types import Value_pb2 as v
from feast.protos.feast.types.EntityKey_pb2 import EntityKey

OUT = pathlib.Path(__file__).parent.parent / "resources" / "feast"
random.seed(20261121)


def ints(bits):
    return [0, 1, -1, 127, 128, 300, 2 ** (bits - 1) - 1, -(2 ** (bits - 1))] + [
        random.randrange(-(2 ** (bits - 1)), 2 ** (bits - 1)) for _ in range(20)
    ]


def f32(x):
    return struct.unpack("<f", struct.pack("<f", x))[0]


SCALARS = {
    "BYTES": ("bytes_val", [b"", b"\x01\x02", bytes(range(256)), b"x" * 1000]),
    "STRING": ("string_val", ["", "b", "zo\u00eb", "\U0001f600", "a\"b\\c\n\t\r\b\f\x00\x1f\x7f", "e\u0301", "x" * 300, "\u2028"]),
    "INT32": ("int32_val", ints(32)),
    "INT64": ("int64_val", ints(64)),
    "DOUBLE": ("double_val", [0.0, -0.0, 0.1, 1e-5, 1e16, 1e22, 5e-324, 1.7976931348623157e308, 123456789.125, 3.0, 2.5e15] + [random.gauss(0, 1) for _ in range(20)]),
    "FLOAT": ("float_val", [0.75, f32(0.1), f32(1e-40), f32(3.4e38), 1.0]),
    "BOOL": ("bool_val", [True, False]),
    "UNIX_TIMESTAMP": ("unix_timestamp_val", [0, 1767312000, -5, 253402300799]),
    "JSON": ("json_val", ['{"a": [1, null]}', "[]"]),
    "UUID": ("uuid_val", ["7f2c7f2e-8a4f-4f4e-9f7e-6d1f7f0a1b2c"]),
    "TIME_UUID": ("time_uuid_val", ["7f2c7f2e-8a4f-11ee-9f7e-6d1f7f0a1b2c"]),
    "DECIMAL": ("decimal_val", ["1.10", "-3"]),
}
LISTED = ["BYTES", "STRING", "INT32", "INT64", "DOUBLE", "FLOAT", "BOOL", "UNIX_TIMESTAMP"]


def values():
    for kind, (field, samples) in SCALARS.items():
        for sample in samples:
            yield kind, v.Value(**{field: sample})
        for shape in ("list", "set") if kind in LISTED or kind in ("UUID", "TIME_UUID", "DECIMAL") else ():
            name = field.replace("_val", f"_{shape}_val")
            for some in ([], samples[:1], samples, samples * 8):
                value = v.Value()
                getattr(value, name).val.extend(some)
                getattr(value, name).SetInParent()
                yield f"{kind}_{shape.upper()}", value
    inner = v.Map(val={"a": v.Value(int64_val=1)})
    yield "MAP", v.Value(map_val=inner)
    yield "MAP", v.Value(map_val=v.Map())
    yield "MAP", v.Value(map_val=v.Map(val={"m": v.Value(map_val=inner)}))
    yield "MAP", v.Value(map_val=v.Map(val={"l": v.Value(string_list_val=v.StringList(val=["x", "y"]))}))
    yield "MAP", v.Value(map_val=v.Map(val={"nothing": v.Value()}))
    yield "STRUCT", v.Value(struct_val=inner)
    yield "MAP_LIST", v.Value(map_list_val=v.MapList(val=[inner, v.Map()]))
    yield "STRUCT_LIST", v.Value(struct_list_val=v.MapList(val=[inner]))
    yield "JSON_LIST", v.Value(json_list_val=v.StringList(val=["{}", "1"]))
    nested = v.RepeatedValue(val=[v.Value(int64_list_val=v.Int64List(val=[1, 2])), v.Value(int64_list_val=v.Int64List())])
    yield "VALUE_LIST", v.Value(list_val=nested)
    yield "VALUE_SET", v.Value(set_val=nested)
    for zone in ("UTC", "Europe/Berlin", "America/New_York"):
        yield "ZONED_TIMESTAMP", v.Value(zoned_timestamp_val=v.ZonedTimestamp(unix_timestamp=1767312000, zone=zone))


def keys():
    yield "demo", [("driver_id", "INT64", v.Value(int64_val=1001))]
    yield "demo", [("driver_id", "INT64", v.Value(int64_val=1001)), ("mid", "STRING", v.Value(string_val="m1"))]
    yield "demo", [("user", "STRING", v.Value(string_val="zo\u00eb"))]
    yield "", [("k", "INT32", v.Value(int32_val=-1))]
    yield "p", [("k", "UNIX_TIMESTAMP", v.Value(unix_timestamp_val=1700000000))]
    yield "p", [("k", "BYTES", v.Value(bytes_val=b"\x00\xff"))]
    yield "p", [("__dummy_id", "STRING", v.Value(string_val=""))]
    # Beyond the basic plane: UTF-16 would sort these the other way round.
    yield "p\u00e9", [("\uff61", "INT64", v.Value(int64_val=1)), ("\U0001f600", "INT64", v.Value(int64_val=2))]
    yield "p", [("b", "STRING", v.Value(string_val="")), ("a", "STRING", v.Value(string_val="x" * 1000)), ("C", "INT64", v.Value(int64_val=-(2**63)))]


def as_text(value):
    which = value.WhichOneof("val")
    got = getattr(value, which)
    return got.hex() if isinstance(got, bytes) else str(got)


OUT.mkdir(parents=True, exist_ok=True)
(OUT / "value.desc").write_bytes(v.DESCRIPTOR.serialized_pb)
with open(OUT / "values.tsv", "w") as out:
    for kind, value in values():
        native = json.dumps(_value_to_native(value), allow_nan=False)
        out.write(f"{kind}\t{value.SerializeToString(deterministic=True).hex()}\t{native}\n")
with open(OUT / "keys.tsv", "w") as out:
    for project, columns in keys():
        key = EntityKey(join_keys=[c[0] for c in columns], entity_values=[c[2] for c in columns])
        full = serialize_entity_key(key, entity_key_serialization_version=3) + project.encode()
        text = json.dumps([[c[0], c[1], as_text(c[2])] for c in columns])
        out.write(f"{project}\t{text}\t{full.hex()}\n")
with open(OUT / "fields.tsv", "w") as out:
    for view, feature in [("driver_hourly_stats", "conv_rate"), ("driver_hourly_stats_v2", "conv_rate"), ("v", "a"), ("v", "ab"), ("v", "abc"), ("v", "zo\u00eb"), ("\U0001f600", "f")]:
        out.write(f"{view}\t{feature}\t{struct.pack('<i', mmh3.hash(f'{view}:{feature}', 0)).hex()}\n")
