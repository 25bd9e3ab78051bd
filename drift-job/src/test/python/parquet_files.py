"""Small Parquet files for the tests of the reader, by pyarrow: every type, nulls, lists, codecs, encodings,
both versions of pages, many of them, many row groups.

usage: parquet_files.py FOLDER    (src/test/resources/parquet)
       parquet_files.py --training FOLDER    (src/main/training: what the image's ahead-of-time cache is made with)
"""
import datetime
import decimal
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 1200


def ragged(i):
    """Lists of none, of nothing, with holes, and of many: up to 39."""
    return [[], [None, 1.0], None, [float(i)] * (i % 40), [float(i), float(i) / 2]][i % 5]


def table(start, rows):
    index = np.arange(start, start + rows)
    null = index % 7 == 3
    base = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
    return pa.table({
        "id": pa.array([f"r{i}" for i in index]),
        "f64": pa.array(np.sin(index), mask=null),
        "f32": pa.array((index / 8).astype(np.float32)),
        "i64": pa.array(index * 3),
        "i32": pa.array((index % 100).astype(np.int32), mask=null),
        "flag": pa.array(index % 2 == 0),
        "country": pa.array([["DE", "US", "straße"][i % 3] for i in index], mask=null).dictionary_encode(),
        "ts": pa.array([base + datetime.timedelta(seconds=int(i)) for i in index], pa.timestamp("us", tz="UTC")),
        "day": pa.array([datetime.date(2026, 1, 1 + int(i) % 28) for i in index]),
        "price": pa.array([decimal.Decimal(int(i)) / 100 for i in index], pa.decimal128(10, 2)),
        "embedding": pa.array([None if i % 7 == 3 else [float(i), float(i) / 2, 1.0] for i in index], pa.list_(pa.float32())),
        "ragged": pa.array([ragged(int(i)) for i in index], pa.list_(pa.float64())),
        "runs": pa.array(index / 4.0, mask=index // 100 % 2 == 1),
        "words": pa.array([["a"] for _ in index], pa.list_(pa.string())),
        "inner": pa.array([{"x": float(i)} for i in index], pa.struct([("x", pa.float64())])),
    })


def forms(rows):
    """Stored numbers that mean something else than their physical type says, columns that are not read, a name twice."""
    index = np.arange(rows)
    base = datetime.datetime(2026, 1, 1)
    columns = {
        "u8": pa.array((index + 200).astype(np.uint8)),
        "u32": pa.array((index + 2**31).astype(np.uint32)),
        "u64": pa.array((index.astype(np.uint64) * np.uint64(2048) + np.uint64(2**63))),
        "old": pa.array([base + datetime.timedelta(microseconds=int(i)) for i in index], pa.timestamp("ns")),
        "half": pa.array((index / 8).astype(np.float16)),
        "map": pa.array([[("a", 1.5)] for _ in index], pa.map_(pa.string(), pa.float64())),
        "words": pa.array([["a"] for _ in index], pa.list_(pa.string())),
        "twice": pa.array(index),
    }
    return pa.table([*columns.values(), columns["u8"]], names=[*columns, "twice"])


def training(folder):
    """Enough numbers that counting them is compiled; of few bits, so that the file is small."""
    index = np.arange(120_000)
    x = index * 7919 % 32768 / 32768
    y = x - index * 104729 % 32768 / 32768
    pq.write_table(pa.table({"x": x, "y": y}), f"{folder}/numbers.parquet", compression={"x": "snappy", "y": "zstd"}, use_dictionary=False)
    with open(f"{folder}/numbers.csv", "w") as out:
        out.write("x,y\n" + "".join(f"{a},{b}\n" for a, b in zip(x[:200], y[:200])))


if __name__ == "__main__":
    folder = sys.argv[-1]
    if sys.argv[1] == "--training":
        training(folder)
        sys.exit()
    for codec in ("snappy", "zstd", "gzip"):
        pq.write_table(table(0, ROWS), f"{folder}/{codec}.parquet", compression=codec, row_group_size=700)
    pq.write_table(table(ROWS, 100), f"{folder}/more.parquet", compression="snappy", data_page_version="2.0")
    pq.write_table(table(0, ROWS), f"{folder}/default.parquet")
    pq.write_table(table(0, ROWS), f"{folder}/plain.parquet", compression="none", use_dictionary=False, data_page_size=512, write_batch_size=64)
    pq.write_table(table(0, ROWS), f"{folder}/pages.parquet", data_page_version="2.0", data_page_size=256, write_batch_size=50,
                   dictionary_pagesize_limit=512, row_group_size=397)
    pq.write_table(table(0, ROWS), f"{folder}/delta.parquet", compression="zstd", use_dictionary=False, data_page_size=1024, column_encoding={
        "id": "DELTA_BYTE_ARRAY", "country": "DELTA_LENGTH_BYTE_ARRAY", "i64": "DELTA_BINARY_PACKED", "i32": "DELTA_BINARY_PACKED",
        "ts": "DELTA_BINARY_PACKED", "f64": "BYTE_STREAM_SPLIT", "f32": "BYTE_STREAM_SPLIT", "price": "BYTE_STREAM_SPLIT"})
    for name, dictionary in (("forms", True), ("forms-plain", False)):
        pq.write_table(forms(50), f"{folder}/{name}.parquet", use_deprecated_int96_timestamps=True, use_dictionary=dictionary)
