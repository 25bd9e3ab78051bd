"""Writes MLServer's two settings files and becomes MLServer."""
import json
import os
import pathlib
import sys
import tempfile

here = pathlib.Path(__file__).parent
folder = pathlib.Path(tempfile.mkdtemp())
port = int(os.environ["PORT"])
(folder / "settings.json").write_text(
    json.dumps({
        "parallel_workers": 0, "debug": False, "http_port": port, "grpc_port": int(os.environ["GRPC_PORT"]),
        "metrics_endpoint": None, "host": "127.0.0.1", "use_structured_logging": False,
        "logging_settings": {"version": 1, "disable_existing_loggers": True},
    })
)
(folder / "model-settings.json").write_text(
    json.dumps({
        "name": os.environ["NAME"], "implementation": "mlserver_onnx.Onnx",
        "parameters": {"uri": os.path.abspath(os.environ["MODEL"])},
    })
)
os.environ["PYTHONPATH"] = str(here)
mlserver = pathlib.Path(sys.executable).parent / "mlserver"
os.execv(mlserver, [str(mlserver), "start", str(folder)])
