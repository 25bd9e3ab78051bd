"""Three DAGs for tests: one that succeeds, one that fails, one that sleeps."""

import time
from datetime import datetime

try:
    from airflow.sdk import DAG, task
except ImportError:
    from airflow import DAG
    from airflow.decorators import task


def training(dag_id, work, paused=False):
    with DAG(dag_id, start_date=datetime(2026, 1, 1), schedule=None, catchup=False, is_paused_upon_creation=paused) as dag:

        @task(retries=0)
        def train(**context):
            work(context["dag_run"].conf)

        train()
    return dag


def fails(conf):
    raise RuntimeError("no data")


retrain_ok = training("retrain_ok", lambda conf: print("drifted", conf["drifted"]))
retrain_fails = training("retrain_fails", fails)
retrain_slow = training("retrain_slow", lambda conf: time.sleep(600))
retrain_paused = training("retrain_paused", lambda conf: None, paused=True)
