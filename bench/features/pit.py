"""The point-in-time join beside its floor: COPY of the whole source.

    bench/features/pit.py JAR [ENTITY_ROWS] [SOURCE_ROWS] [ROUNDS]

Prints a Markdown row: medians, the start of the process included; and what LATERAL with an index takes in PostgreSQL alone.
"""
import statistics
import sys

from offline import FEATURES, Stores, timed

classpath = sys.argv[1]
entity_rows = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
source_rows = int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000
rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 3
LATERAL = f"""COPY (SELECT e.*, f.* FROM asked e LEFT JOIN LATERAL (SELECT {', '.join(FEATURES)} FROM stats s
  WHERE s.id = e.id AND s.event_timestamp <= e.event_timestamp AND s.created <= e.event_timestamp
  ORDER BY event_timestamp DESC, created DESC LIMIT 1) f ON true) TO STDOUT (FORMAT binary)"""

stores = Stores()
try:
    stores.source(source_rows, 100_000)
    stores.psql("CREATE INDEX ON stats (id, event_timestamp)")
    stores.psql(f"CREATE TABLE asked AS SELECT i AS n, (random() * 99999)::int8 AS id, now() - interval '20 days' * random() AS event_timestamp FROM generate_series(1, {entity_rows}) i")
    stores.psql("VACUUM ANALYZE")
    runs = {"floor": [], "lateral": [], "ours": [], "memory": []}
    for _ in range(rounds):
        runs["floor"].append(timed(lambda: stores.psql("COPY stats TO STDOUT (FORMAT binary)")))
        runs["lateral"].append(timed(lambda: stores.psql(LATERAL)))
        took, memory, summary = stores.job(classpath, "export", "--features", ",".join(f"stats:{f}" for f in FEATURES), "--entities-table", "asked", "--to", str(stores.work / "out.parquet"))
        assert summary["rows"] == entity_rows, summary
        runs["ours"].append(took)
        runs["memory"].append(memory)
    m = {name: statistics.median(values) for name, values in runs.items()}
    print(f"| export {entity_rows} x {source_rows} x 10, {summary['views'][0]['strategy']} | COPY {m['floor']:.2f} s (LATERAL {m['lateral']:.2f} s) | {m['ours']:.2f} s | {m['ours'] / m['floor']:.2f} | {m['memory']:.0f} MB | runs {[round(t, 2) for t in runs['ours']]} |")
finally:
    stores.close()
