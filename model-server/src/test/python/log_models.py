"""usage: log_models.py TRACKING_URI IRIS_ONNX   logs models to an MLflow server as its users do, and prints their versions"""

import json
import os
import sys

import mlflow
import numpy
import onnx

mlflow.set_tracking_uri(sys.argv[1])
mlflow.set_experiment("slipway")
client = mlflow.MlflowClient()
place = "name" if int(mlflow.__version__.split(".")[0]) >= 3 else "artifact_path"
iris = onnx.load(sys.argv[2])
versions = {}


def log(flavour, model, name, **more):
    with mlflow.start_run():
        positional = [] if model is None else [model]
        flavour.log_model(*positional, registered_model_name=name, pip_requirements=["onnx"], **{place: "model"}, **more)
    versions[name] = max(int(v.version) for v in client.search_model_versions(f"name='{name}'"))


log(mlflow.onnx, iris, "iris", save_as_external_data=False)
log(mlflow.onnx, iris, "iris", save_as_external_data=False)
client.set_registered_model_alias("iris", "champion", "1")
big = onnx.load(os.path.join(os.path.dirname(sys.argv[2]), "external", "model.onnx"))
log(mlflow.onnx, big, "a name with spaces", save_as_external_data=True)
if place == "name":
    import lightgbm
    import mlflow.lightgbm
    import mlflow.xgboost
    import xgboost

    x = numpy.random.default_rng(1).normal(size=(150, 4))
    y = (x[:, 0] > 0).astype(int)
    log(mlflow.lightgbm, lightgbm.train({"verbose": -1}, lightgbm.Dataset(x, y), 3), "light")
    log(mlflow.xgboost, xgboost.train({}, xgboost.DMatrix(x, y), 3), "boost")
    log(mlflow.pyfunc, None, "pickled", python_model=lambda model_input: model_input)
print(json.dumps(versions))
