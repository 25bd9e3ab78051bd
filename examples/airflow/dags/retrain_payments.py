"""Trains the model that tells fraud among payments again: extract, train, evaluate, deploy. A DriftMonitor starts it and waits for
its end; conf is what the monitor found. To deploy is to register: the version gets the alias `challenger` in MLflow, and the
monitor's gate decides whether it becomes champion.

The tasks run in a Python of their own (TRAINING_PYTHON), since the packages of a training and those of Airflow do not agree. Rows
come from PostgreSQL (PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE) and wait in TRAINING_FOLDER, which the workers share. Where
the workers reach MLflow under another name than the monitor does, MLFLOW_TRACKING_URI is it.
"""
import os
from datetime import datetime, timedelta

try:
    from airflow.sdk import DAG, task
except ImportError:  # Airflow 2
    from airflow import DAG
    from airflow.decorators import task

PYTHON = os.environ.get("TRAINING_PYTHON", "/opt/training/bin/python")
FOLDER = os.environ.get("TRAINING_FOLDER", "/var/lib/training")
SOON = timedelta(seconds=30)


@task.external_python(python=PYTHON, expect_airflow=False, retries=2, retry_delay=SOON)
def extract(folder, retraining):
    """The newest labelled payments: those to learn from, and those on which the gate will judge, which nobody learns from."""
    import pathlib

    import psycopg

    place = pathlib.Path(folder) / retraining
    place.mkdir(parents=True, exist_ok=True)
    newest = "SELECT amount, age, hour, distance, fraud FROM (SELECT * FROM payments ORDER BY id DESC LIMIT 6000) newest WHERE "
    with psycopg.connect("") as db:
        for name, of in ("train", "id % 4 <> 0"), ("holdout", "id % 4 = 0"):
            with (place / f"{name}.csv").open("wb") as file, db.cursor().copy(f"COPY ({newest}{of}) TO STDOUT (FORMAT csv)") as copy:
                for block in copy:
                    file.write(block)
    return str(place)


@task.external_python(python=PYTHON, expect_airflow=False, retries=0)
def train(place):
    """A model of these rows, as ONNX."""
    import numpy
    from skl2onnx import to_onnx
    from skl2onnx.common.data_types import FloatTensorType
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    rows = numpy.loadtxt(f"{place}/train.csv", delimiter=",", dtype=numpy.float32)
    x, y = rows[:, :-1], rows[:, -1].astype(numpy.int64)
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)).fit(x, y)
    inputs = [("x", FloatTensorType([None, x.shape[1]]))]  # as the ModelDeployment calls it
    graph = to_onnx(model, initial_types=inputs, options={"zipmap": False}, target_opset=17, name="payments")
    opsets = {entry.domain: entry.version for entry in graph.opset_import}  # skl2onnx names the default one twice
    del graph.opset_import[:]
    for domain, version in opsets.items():
        graph.opset_import.add(domain=domain, version=version)
    with open(f"{place}/model.onnx", "wb") as file:
        file.write(graph.SerializeToString())
    return f"{place}/model.onnx"


@task.external_python(python=PYTHON, expect_airflow=False, retries=0)
def evaluate(place, model, least):
    """AUC of the very file that will be served, on rows that it has not seen; a model that learnt nothing ends here."""
    import numpy
    import onnxruntime
    from sklearn.metrics import roc_auc_score

    rows = numpy.loadtxt(f"{place}/holdout.csv", delimiter=",", dtype=numpy.float32)
    session = onnxruntime.InferenceSession(model)
    scores = session.run(None, {session.get_inputs()[0].name: rows[:, :-1]})[1][:, 1]
    auc = float(roc_auc_score(rows[:, -1], scores))
    if auc < least:
        raise ValueError(f"AUC {auc:.3f} is less than {least}")
    return auc


@task.external_python(python=PYTHON, expect_airflow=False, retries=2, retry_delay=SOON)
def remember(place, auc):
    """What the model learned from, in the table with which the monitor compares: it reads it anew when the version is promoted."""
    import numpy
    import psycopg

    rows = numpy.loadtxt(f"{place}/train.csv", delimiter=",", dtype=numpy.float32)
    with psycopg.connect("") as db:
        db.execute("TRUNCATE payments_training")
        with db.cursor().copy("COPY payments_training FROM STDIN") as copy:
            for row in rows[:, :-1].tolist():
                copy.write_row(row)
    return auc


@task.external_python(python=PYTHON, expect_airflow=False, retries=2, retry_delay=SOON)
def deploy(model, auc, retraining, found):
    """Registers the file and gives it the candidate's alias; a second attempt finds the version of the first."""
    import json
    import os

    import mlflow
    import onnx

    registry = json.loads(found)["registry"]
    mlflow.set_tracking_uri(os.environ.get("MLFLOW_TRACKING_URI") or registry["url"])
    client = mlflow.MlflowClient()
    name = registry["model"]
    version = next((v.version for v in client.search_model_versions(f"name='{name}'") if v.tags.get("slipway.run") == retraining), None)
    if version is None:
        mlflow.set_experiment(name)
        with mlflow.start_run(run_name=retraining):
            mlflow.log_metric("auc", auc)
            info = mlflow.onnx.log_model(onnx.load(model), name=name, registered_model_name=name, save_as_external_data=False)
        version = str(info.registered_model_version)
        client.set_model_version_tag(name, version, "slipway.run", retraining)
    client.set_registered_model_alias(name, registry["candidateAlias"], version)
    return version


with DAG("retrain_payments", start_date=datetime(2026, 1, 1), schedule=None, catchup=False, max_active_runs=1):
    place = extract(FOLDER, "{{ run_id }}")
    model = train(place)
    deploy(model, remember(place, evaluate(place, model, 0.6)), "{{ run_id }}", "{{ dag_run.conf | tojson }}")
