"""Becomes BentoML's server."""
import os
import pathlib
import sys

here = pathlib.Path(__file__).parent
bentoml = pathlib.Path(sys.executable).parent / "bentoml"
os.environ["BENTOML_DO_NOT_TRACK"] = "True"
os.chdir(here)
os.execv(bentoml, [str(bentoml), "serve", "bentoml_service:Onnx", "--port", os.environ["PORT"], "--host", "127.0.0.1"])
