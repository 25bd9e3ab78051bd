"""Materialisation beside its floor: COPY of the latest rows and then a pipeline of HSET, one after the other.

    bench/features/materialize.py JAR [ENTITIES] [ROUNDS]

Prints a Markdown row: medians, the start of the process included. JAVA_OPTIONS replaces the options of the JVM.
"""
import statistics
import struct
import subprocess
import sys

from offline import FEATURES, Stores, timed

classpath, entities = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 200_000
rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
LATEST = f"COPY (SELECT DISTINCT ON (id) id, event_timestamp, {', '.join(FEATURES)} FROM stats ORDER BY id, event_timestamp DESC) TO STDOUT (FORMAT binary)"


def commands(stores):
    """The HSETs of as many rows as redis-cli --pipe reads them: 11 fields of the lengths that Feast's have."""
    file = stores.work / "pipe"
    value = b"$9\r\n" + b")" + struct.pack("<d", 0.123456789) + b"\r\n"
    with open(file, "wb") as out:
        for i in range(entities):
            key = struct.pack("<III2sIIq5s", 1, 2, 2, b"id", 4, 8, i, b"floor")
            parts = [b"*24\r\n$4\r\nHSET\r\n", b"$%d\r\n%b\r\n" % (len(key), key), b"$9\r\n_ts:stats\r\n$12\r\n123456789012\r\n"]
            parts += [b"$4\r\n" + struct.pack("<I", 0xA0000000 + n) + b"\r\n" + value for n in range(len(FEATURES))]
            out.write(b"".join(parts))
    return file


stores = Stores()
try:
    stores.source(entities, entities)
    pipe = commands(stores)
    cli = ["redis-cli", "-p", str(stores.redis)]
    runs = {"copy": [], "hset": [], "ours": [], "memory": []}
    for _ in range(rounds):
        subprocess.run([*cli, "FLUSHALL"], stdout=subprocess.DEVNULL)
        runs["copy"].append(timed(lambda: stores.psql(LATEST)))
        runs["hset"].append(timed(lambda: subprocess.run([*cli, "--pipe"], stdin=open(pipe, "rb"), stdout=subprocess.DEVNULL, check=True)))
        subprocess.run([*cli, "FLUSHALL"], stdout=subprocess.DEVNULL)
        took, memory, summary = stores.job(classpath, "materialize", "--view", "stats")
        assert summary["rowsWritten"] == entities == summary["rows"], summary
        runs["ours"].append(took)
        runs["memory"].append(memory)
    m = {name: statistics.median(values) for name, values in runs.items()}
    floor = m["copy"] + m["hset"]
    print(f"| materialize {entities} x 10 | COPY {m['copy']:.2f} + HSET {m['hset']:.2f} = {floor:.2f} s | {m['ours']:.2f} s | {m['ours'] / floor:.2f} | {m['memory']:.0f} MB | runs {[round(t, 2) for t in runs['ours']]} |")
finally:
    stores.close()
