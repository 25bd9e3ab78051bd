"""PostgreSQL, Redis and a configuration for the measurements of jobs. Needs Debian's postgresql (any), redis-server, a JDK 25."""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

FEATURES = [f"f{i}" for i in range(10)]
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
JAVA = os.environ.get("JAVA_HOME", "/usr") + "/bin/java"
# As the operator sets them: jobs are short, and the first compiler alone serves them better.
JOB_OPTIONS = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx96m"


def learned(jar, work):
    """The option with an ahead-of-time cache, made as that of the image is (images/train): by a short run of serve."""
    cache = work / "feature-server.aot"
    ports = {"SLIPWAY_HTTP_PORT": "0", "SLIPWAY_MANAGEMENT_PORT": "0", "SLIPWAY_DRAIN_DELAY": "10ms"}
    training = {**os.environ, **ports, "SLIPWAY_CONFIG": str(ROOT / "feature-server/src/main/training/feature-server.json")}
    command = [JAVA, f"-XX:AOTCacheOutput={cache}", "-jar", jar, "serve"]
    process = subprocess.Popen(command, env=training, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(10)
    process.terminate()
    process.wait()
    return f"-XX:AOTCache={cache}"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Stores:
    def __init__(self):
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="bench-offline"))
        self.port, self.redis = free_port(), free_port()
        self.options = []
        self.bin = max(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
        data = self.work / "pg"
        shutil.chown(self.work, "postgres")
        self.work.chmod(0o755)
        self._postgres([self.bin / "initdb", "-D", data, "-A", "trust", "--no-sync"])
        options = f"-p {self.port} -k {self.work} -c shared_buffers=256MB -c fsync=off -c listen_addresses=127.0.0.1"
        self._postgres([self.bin / "pg_ctl", "-D", data, "-o", options, "-l", self.work / "pg.log", "-w", "start"])
        self.redis_process = subprocess.Popen(["redis-server", "--port", str(self.redis), "--save", "", "--appendonly", "no"], stdout=subprocess.DEVNULL)
        secret = self.work / "secret"
        secret.mkdir()
        for key, value in {"host": "127.0.0.1", "port": str(self.port), "database": "postgres", "username": "postgres"}.items():
            (secret / key).write_text(value)
        time.sleep(0.5)

    def _postgres(self, command):
        subprocess.run(["runuser", "-u", "postgres", "--", *map(str, command)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")

    def psql(self, sql, out=subprocess.DEVNULL):
        subprocess.run(["psql", "-qAt", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-c", sql, "postgres"], check=True, stdout=out)

    def source(self, rows, entities):
        self.psql("DROP TABLE IF EXISTS stats")
        columns = ", ".join(f"{f} float8" for f in FEATURES)
        values = ", ".join("random()" for _ in FEATURES)
        self.psql(f"CREATE TABLE stats (id int8, event_timestamp timestamptz, created timestamptz, {columns})")
        self.psql(f"INSERT INTO stats SELECT i % {entities}, t, t, {values} FROM (SELECT i, now() - interval '30 days' * random() AS t FROM generate_series(0, {rows - 1}) i) g")
        self.psql("VACUUM ANALYZE stats")

    def config(self):
        file = self.work / "config.json"
        source = {"credentialsDirectory": str(self.work / "secret"), "table": "stats", "timestampField": "event_timestamp", "createdTimestampField": "created"}
        view = {"name": "stats", "entities": [{"name": "id", "type": "INT64"}], "features": [{"name": f, "type": "DOUBLE"} for f in FEATURES], "source": {"postgres": source}}
        file.write_text(json.dumps({"project": "bench", "redis": {"addresses": [f"127.0.0.1:{self.redis}"], "timeout": "30s"}, "views": [view]}))
        return file

    def job(self, classpath, *arguments):
        """Seconds, peak memory in MB and the summary of one run, the start of the process included."""
        if not self.options:
            self.options = os.environ.get("JAVA_OPTIONS", JOB_OPTIONS + " " + learned(classpath, self.work)).split()
        out = self.work / "summary.json"
        began = time.monotonic()
        with open(out, "w") as stdout:
            process = subprocess.Popen([JAVA, *self.options, "-cp", classpath, "dev.slipway.featureserver.Main", *arguments], stdout=stdout, stderr=open(self.work / "job.log", "w"), env={**os.environ, "SLIPWAY_CONFIG": str(self.config())})
            _, status, usage = os.wait4(process.pid, 0)
        took = time.monotonic() - began
        process.returncode = status
        if status:
            raise SystemExit((self.work / "job.log").read_text())
        return took, usage.ru_maxrss / 1024, json.loads(out.read_text())

    def close(self):
        self.redis_process.terminate()
        self._postgres([self.bin / "pg_ctl", "-D", self.work / "pg", "-m", "immediate", "stop"])
        shutil.rmtree(self.work, ignore_errors=True)


def timed(work):
    began = time.monotonic()
    work()
    return time.monotonic() - began
