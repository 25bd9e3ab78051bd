"""Compares Parquet and CSV files with a table of PostgreSQL that holds the same training set.

    read.py PORT TABLE FILE...
"""
import base64
import csv
import datetime
import json
import math
import struct
import sys

import psycopg
import pyarrow
import pyarrow.parquet as parquet

port, table, files = sys.argv[1], sys.argv[2], sys.argv[3:]
def flat(value):
    """Arrays of several dimensions are one list."""
    nested = isinstance(value, list) and any(isinstance(element, list) for element in value)
    return [element for inner in value for element in flat(inner)] if nested else value


def plain(value, single=False):
    if isinstance(value, float):
        value = struct.unpack("f", struct.pack("f", value))[0] if single else value
        return "nan" if math.isnan(value) else value
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc)
    if isinstance(value, list):
        return [plain(element) for element in value]
    return value


def text(value):
    """A value as the CSV file says it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime.datetime):
        value = value.astimezone(datetime.timezone.utc)
        micros = value.strftime("%f")
        fraction = "" if micros == "000000" else "." + (micros[:3] if micros.endswith("000") else micros)
        return value.strftime("%Y-%m-%dT%H:%M:%S") + fraction + "Z"
    if isinstance(value, list):
        return [text(element) if element is None or isinstance(element, (bytes, datetime.datetime)) else plain(element) for element in value]
    return value


def same(name, value, cell):
    want = text(value)
    if isinstance(want, list):
        got = json.loads(cell)
        want = [None if element in ("", "nan", math.inf, -math.inf) and not isinstance(original, str) else element for element, original in zip(want, value)]
        return want == got
    if isinstance(want, float):
        return (math.isnan(want) and cell == "NaN") or float(cell.replace("Infinity", "inf")) == want
    return str(want) == cell


with psycopg.connect(f"host=localhost port={port} user=postgres dbname=postgres options='-c timezone=UTC'") as connection:
    cursor = connection.execute(f"SELECT * FROM {table} ORDER BY ctid")
    names = [column.name for column in cursor.description]
    expected = [dict(zip(names, map(flat, row))) for row in cursor.fetchall()]

for file in files:
    if file.endswith(".csv"):
        with open(file, newline="", encoding="utf-8") as lines:
            rows = list(csv.DictReader(lines))
        assert len(rows) == len(expected), file
        for number, (row, want) in enumerate(zip(rows, expected)):
            for name in names:
                assert same(name, want[name], row[name]), (file, number, name, want[name], row[name])
        print(file, len(rows), "rows")
        continue
    found = parquet.ParquetFile(file)
    print(found.schema_arrow.to_string(show_schema_metadata=False))
    print("groups", found.metadata.num_row_groups > 1)
    table_rows = found.read().to_pylist()
    assert len(table_rows) == len(expected), file
    for number, (row, want) in enumerate(zip(table_rows, expected)):
        assert list(row) == names, (list(row), names)
        for name in names:
            single = found.schema_arrow.field(name).type == pyarrow.float32()
            assert plain(row[name], single) == plain(want[name], single), (file, number, name, want[name], row[name])
    assert found.metadata.num_rows == len(expected)
    print(file, len(table_rows), "rows")
print("all well")
