"""The servers of a comparison: how each is started, called and watched. Every server gets core 0 and nothing else."""
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SERVER_CORE, LOAD_CORE = 0, 1
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def python(requirements):
    # Triton's Python process runs with the libpython of the system, whatever started it.
    system = {"PYTHON": "/usr/bin/python3"} if requirements == "triton.txt" else {}
    command = [ROOT / "make/venv", HERE / "peers" / requirements]
    return subprocess.check_output(command, text=True, env={**os.environ, **system}).strip()


def java():
    """The Java of the image, which is what the ahead-of-time cache was made with."""
    home = ROOT / "build/bench/java"
    base = ROOT / "build/images/java-base.tar"
    if not home.exists() or home.stat().st_mtime < base.stat().st_mtime:
        shutil.rmtree(home, ignore_errors=True)
        work = ROOT / "build/bench/base"
        work.mkdir(parents=True, exist_ok=True)
        subprocess.check_call(["tar", "xf", base, "-C", work])
        for layer in work.glob("*/layer.tar"):
            subprocess.run(["tar", "xf", layer, "-C", work, "opt/java"], stderr=subprocess.DEVNULL)
        shutil.move(work / "opt/java", home)
        shutil.rmtree(work)
        home.touch()
    return home / "bin/java"


class Server:
    """One running server."""

    def __init__(self, name, model, path, command, environment=None, grpc=True):
        self.name, self.model, self.path = name, model, path
        self.port, self.grpc_port = free_port(), free_port()
        self.environment = {
            **ENVIRONMENT, "MODEL": str(model), "NAME": "m", "PORT": str(self.port), "GRPC_PORT": str(self.grpc_port),
            **(environment or {}),
        }
        self.command = command(self)
        self.grpc = grpc

    def __enter__(self):
        self.log = open(f"/tmp/bench-{self.name}.log", "wb")
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            ["taskset", "-c", str(SERVER_CORE), *map(str, self.command)],
            env=self.environment, stdout=self.log, stderr=self.log, start_new_session=True,
        )
        return self

    def __exit__(self, *_):
        for how in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, how)
                self.process.wait(20)
            except (subprocess.TimeoutExpired, ProcessLookupError):
                pass
        self.log.close()

    def ask(self, body, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("POST", self.path, body, headers or {"Content-Type": "application/json"})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def await_answer(self, body, limit=90):
        """Seconds from the start of the process to the first correct answer."""
        while time.monotonic() - self.began < limit:
            try:
                status, answer = self.ask(body)
                if status == 200:
                    json.loads(answer)
                    return time.monotonic() - self.began
            except (OSError, http.client.HTTPException):
                pass
            if self.process.poll() is not None:
                break
            time.sleep(0.002)
        raise RuntimeError(f"{self.name} does not answer; see {self.log.name}")

    def pids(self):
        """The process and all its descendants."""
        children = {}
        for entry in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = entry.read_text().rsplit(")", 1)[1].split()
                children.setdefault(int(fields[1]), []).append(int(entry.parent.name))
            except (OSError, IndexError):
                pass
        found, todo = [], [self.process.pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            todo += children.get(pid, [])
        return found

    def cpu_seconds(self):
        total = 0
        for pid in self.pids():
            try:
                fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                total += int(fields[11]) + int(fields[12])
            except OSError:
                pass
        return total / os.sysconf("SC_CLK_TCK")

    def resident_mib(self):
        total = 0
        for pid in self.pids():
            try:
                for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                    if line.startswith("Pss:"):
                        total += int(line.split()[1])
            except OSError:
                pass
        return total / 1024


V2 = "/v2/models/m/infer"


def slipway(model, environment=None, more=()):
    target = ROOT / "model-server/target"
    native = target / "native/ai/onnxruntime/native/linux-x64"
    return Server("slipway", model, V2, lambda s: [
        java(), f"-XX:AOTCache={target}/image/model-server.aot", "-XX:MaxRAMPercentage=40", "-XX:+ExitOnOutOfMemoryError",
        f"-Donnxruntime.native.path={native}", "-jar", target / "image/model-server.jar",
        "--model", model, "--name", "m", "--port", s.port, "--grpc-port", s.grpc_port, "--management-port", free_port(), *more,
    ], {"SLIPWAY_DRAIN_DELAY": "0ms", **(environment or {})})


def of_python(name, requirements, script, path=V2):
    return lambda model: Server(name, model, path, lambda s: [python(requirements), HERE / "peers" / script])


def triton(model):
    shape = {"mlp": (64, 10), "mlp-large": (512, 1), "trees": (32, 1)}[pathlib.Path(model).stem]
    exit_ = "variable" if pathlib.Path(model).stem == "trees" else "y"
    config = (f'max_batch_size: 64 input [{{ name: "x" data_type: TYPE_FP32 dims: [{shape[0]}] }}] '
              f'output [{{ name: "{exit_}" data_type: TYPE_FP32 dims: [{shape[1]}] }}]')
    return Server("triton", model, V2, lambda s: [python("triton.txt"), HERE / "peers/triton_server.py"],
                  {"TRITON_CONFIG": config})


PEERS = {
    "slipway": slipway,
    "fastapi": of_python("fastapi", "fastapi.txt", "fastapi_server.py"),
    "kserve": of_python("kserve", "kserve.txt", "kserve_server.py"),
    "mlserver": of_python("mlserver", "mlserver.txt", "mlserver_server.py"),
    "bentoml": of_python("bentoml", "bentoml.txt", "bentoml_server.py", "/predict"),
    "pytriton": of_python("pytriton", "triton.txt", "pytriton_server.py"),
}
if "TRITON_BACKENDS" in os.environ:
    PEERS["triton"] = triton
