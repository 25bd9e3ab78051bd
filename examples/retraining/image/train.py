"""The training: newest labelled payments from PostgreSQL, without those on which models are judged; a model; its ONNX file in
MLflow, with an alias. The same retraining registers one version, however often it runs.

    python train.py                 as a DriftMonitor starts it: the version becomes the candidate
    python train.py --first         the first version, which becomes the champion; also makes the tables
"""
import os
import sys

import mlflow
import numpy
import psycopg
from mlflow.exceptions import MlflowException
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from world import FEATURES, payments

MODEL = "payments"
NEWEST = 6000
OPSET = 17


def database():
    return psycopg.connect(host=os.environ["PGHOST"], user=os.environ["PGUSER"], password=os.environ["PGPASSWORD"],
                           dbname=os.environ["PGDATABASE"], autocommit=True)


def first_rows(db):
    """What is known of payments at the beginning."""
    columns = ", ".join(f"{name} real" for name in FEATURES)
    db.execute(f"CREATE TABLE IF NOT EXISTS payments (id bigserial, at timestamptz DEFAULT now(), {columns}, fraud int)")
    if not db.execute("SELECT 1 FROM payments LIMIT 1").fetchone():
        write(db, *payments(NEWEST, changed=False, seed=1))


def remember(db, x):
    """The table with which a monitor compares: it reads it anew when the version is promoted, and not before."""
    columns = ", ".join(f"{name} real" for name in FEATURES)
    with db.transaction():
        db.execute(f"CREATE TABLE IF NOT EXISTS payments_training ({columns})")
        db.execute("TRUNCATE payments_training")
        with db.cursor().copy("COPY payments_training FROM STDIN") as copy:
            for row in x.tolist():
                copy.write_row(row)


def write(db, x, y):
    with db.cursor().copy(f"COPY payments ({', '.join(FEATURES)}, fraud) FROM STDIN") as copy:
        for row, truth in zip(x.tolist(), y.tolist()):
            copy.write_row([*row, truth])


def rows(db, of):
    """The newest labelled payments: those to learn from, or those on which models are judged."""
    found = db.execute(f"SELECT {', '.join(FEATURES)}, fraud FROM (SELECT * FROM payments ORDER BY id DESC LIMIT {NEWEST}) newest WHERE {of}").fetchall()
    table = numpy.array(found, dtype=numpy.float32)
    return table[:, :-1], table[:, -1].astype(numpy.int64)


def onnx_file(model):
    graph = to_onnx(model, initial_types=[("x", FloatTensorType([None, len(FEATURES)]))], options={"zipmap": False}, target_opset=OPSET, name=MODEL)
    opsets = {entry.domain: entry.version for entry in graph.opset_import}  # skl2onnx names the default one twice
    del graph.opset_import[:]
    for domain, version in opsets.items():
        graph.opset_import.add(domain=domain, version=version)
    return graph


def registered(client, run_id):
    """The version that an earlier attempt of this retraining registered."""
    try:
        return next((v.version for v in client.search_model_versions(f"name='{MODEL}'") if v.tags.get("slipway.run") == run_id), None)
    except MlflowException:
        return None


def train(db):
    x, y = rows(db, "id % 4 <> 0")
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)).fit(x, y)
    remember(db, x)
    unseen_x, unseen_y = rows(db, "id % 4 = 0")
    auc = roc_auc_score(unseen_y, model.predict_proba(unseen_x)[:, 1])
    print(f"trained on {len(y)} payments; AUC {auc:.3f} on {len(unseen_y)} that it never saw")
    return model, auc


def main(first):
    run_id = os.environ.get("SLIPWAY_RUN_ID", "first")
    client = mlflow.MlflowClient()
    with database() as db:
        if first:
            first_rows(db)
        version = registered(client, run_id)
        if version is None:
            model, auc = train(db)
            mlflow.set_experiment(MODEL)
            with mlflow.start_run(run_name=run_id):
                mlflow.log_metric("auc", auc)
                info = mlflow.onnx.log_model(onnx_file(model), name=MODEL, registered_model_name=MODEL, save_as_external_data=False)
            version = str(info.registered_model_version)
            client.set_model_version_tag(MODEL, version, "slipway.run", run_id)
    alias = "champion" if first else "challenger"
    client.set_registered_model_alias(MODEL, alias, version)
    print(f"version {version} of {MODEL} has the alias {alias}")


if __name__ == "__main__":
    main("--first" in sys.argv[1:])
