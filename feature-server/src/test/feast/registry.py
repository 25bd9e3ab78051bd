"""A Feast SDK with nothing but our registry file and our server. usage: registry.py REGISTRY_FILE SERVER_PORT FOLDER

Each check prints one line; the last line is "all well" and the exit status 0 only if nothing differed.
"""
import datetime
import os
import pathlib
import sys

os.environ["FEAST_USAGE"] = "False"
import pandas as pd
from feast import FeatureStore
from feast.infra.offline_stores.contrib.postgres_offline_store.postgres_source import PostgreSQLSource

registry, port, folder = sys.argv[1], int(sys.argv[2]), pathlib.Path(sys.argv[3])
differences = []


def check(name, got, wanted):
    print("same" if got == wanted else "DIFFERENT", name)
    if got != wanted:
        differences.append(name)
        print("   got   ", str(got)[:900], "\n   wanted", str(wanted)[:900])


(folder / "feature_store.yaml").write_text(
    f"project: demo\nprovider: local\nregistry: {registry}\nonline_store: {{type: remote, path: 'http://127.0.0.1:{port}'}}\n"
    "offline_store: {type: dask}\nentity_key_serialization_version: 3\n"
)
store = FeatureStore(repo_path=str(folder))

check("projects", [p.name for p in store.list_projects()], ["demo", "other"])
check("entities", sorted((e.name, e.join_key, e.value_type.name) for e in store.list_entities()), [("Who", "Who", "STRING"), ("id", "id", "INT64"), ("id_STRING", "id", "STRING")])
views = {v.name: v for v in store.list_feature_views()}
check("views", sorted(views), ["everywhere", "of_query", "only_pushed", "stats", "text_key"])
stats = views["stats"]
check("ttl", (stats.ttl, views["everywhere"].ttl), (datetime.timedelta(hours=1, milliseconds=500), datetime.timedelta(0)))
check("features", [(f.name, str(f.dtype), f.description) for f in stats.features], [("n", "Int64", "trips a day"), ("emb", "Array(Float32)", ""), ("m", "Map", ""), ("seen", "UnixTimestamp", ""), ("tags", "Array(String)", "")])
check("entity columns", [(f.name, str(f.dtype)) for f in stats.entity_columns], [("id", "Int64"), ("Who", "String")])
check("entities of a view", (stats.entities, views["text_key"].entities, views["everywhere"].entities), (["id", "Who"], ["id_STRING"], []))
source = stats.batch_source
check("batch source", (type(source), source.name, source.get_table_query_string(), source.timestamp_field, source.created_timestamp_column, source.field_mapping), (PostgreSQLSource, "stats_source", "public.stats", "event_timestamp", "created", {"conv": "n"}))
check("query", views["of_query"].batch_source.get_table_query_string().replace("\n", ""), "(SELECT 1 AS id)")
check("push source", (stats.stream_source.name, stats.stream_source.batch_source.name), ("pushed", "stats_source"))
check("sources", sorted(s.name for s in store.list_data_sources()), ["everywhere_source", "of_query_source", "only", "only_pushed_source", "pushed", "stats_source", "text_key_source"])
services = {s.name: [(p.name, [f.name for f in p.features]) for p in s.feature_view_projections] for s in store.list_feature_services()}
check("services", services, {"svc": [("stats", ["n", "emb"]), ("everywhere", ["g"])]})

# Reads, pushes, writes: definitions from the file, rows through the server.
TIME = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
rows = {"id": [1, 2], "Who": ["a", "zo\u00eb"], "n": [10, 20], "emb": [[1.5, 2.0], [0.5]], "m": [{"a": 1}, {"a": 2}], "seen": [TIME, TIME], "created": [TIME, TIME], "tags": [["t"], ["u"]], "event_timestamp": [TIME, TIME]}
store.push("pushed", pd.DataFrame(rows))
store.write_to_online_store("everywhere", pd.DataFrame({"g": [0.25], "event_timestamp": [TIME]}))
entity_rows = [{"id": 2, "Who": "zo\u00eb"}, {"id": 1, "Who": "a"}, {"id": 3, "Who": "a"}]
got = store.get_online_features(features=store.get_feature_service("svc"), entity_rows=entity_rows).to_dict()
check("a service", (got["n"], got["emb"], got["g"]), ([20, 10, None], [[0.5], [1.5, 2.0], None], [0.25] * 3))
got = store.get_online_features(features=["stats:m", "stats:tags", "stats:seen"], entity_rows=entity_rows).to_dict()
check("a map and a set", (got["m"], [sorted(t) if t else t for t in got["tags"]]), ([{"a": 2}, {"a": 1}, None], [["u"], ["t"], None]))
check("a time", got["seen"], [int(TIME.timestamp())] * 2 + [None])
store.write_to_online_store("text_key", pd.DataFrame({"id": ["1"], "v": [True], "event_timestamp": [TIME]}))
check("a key of another type", store.get_online_features(features=["text_key:v"], entity_rows=[{"id": "1"}]).to_dict(), {"id": ["1"], "v": [True]})
store.push("only", pd.DataFrame({"id": [7], "x": [1.5], "event_timestamp": [TIME]}))
check("a view that is only pushed", store.get_online_features(features=["only_pushed:x"], entity_rows=[{"id": 7}]).to_dict(), {"id": [7], "x": [1.5]})

# The command line, in this process: each start of it takes seconds.
from click.testing import CliRunner
from feast.cli.cli import cli

for what, words in {"entities list": ["id", "Who", "STRING"], "feature-views list": ["stats", "everywhere", "text_key"], "feature-services list": ["svc", "stats:n"], "data-sources list": ["stats_source", "pushed"], "feature-views describe stats": ["trips a day"]}.items():
    result = CliRunner().invoke(cli, ["-c", str(folder), *what.split()])
    missing = [word for word in words if word not in result.output]
    check(f"feast {what}", (result.exit_code, missing), (0, []))
    if missing or result.exit_code:
        print(result.output[-600:], result.exception)

print("all well" if not differences else f"{len(differences)} differences: {differences}")
sys.stdout.flush()
os._exit(1 if differences else 0)
