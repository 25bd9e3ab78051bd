#!/usr/bin/env python3
"""Drift beside its peers, on the same files, one after the other. usage: bench.py prepare|core|reads|job|peers|all

prepare makes the files (needs minutes), the others measure; results are recorded in bench/results/drift.md.
core   profiles and tests in memory, on one thread
reads  a run beside the bare reading of the same rows: PostgreSQL and Parquet
job    the program as the image starts it (its Java and cache, serial collector): CPU, wall, memory; 1M to 100M rows in a heap of 64 MB
peers  Evidently, NannyML and SciPy, each in an environment of its own (make/venv)
Needs: make images
"""
import os
import pathlib
import resource
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = ROOT / "bench/drift"
DATA = pathlib.Path(os.environ.get("DRIFT_BENCH_DATA", ROOT / "build/bench-drift"))
JAVA = os.path.join(os.environ["JAVA_HOME"], "bin/java")
IMAGE = ROOT / "drift-job/target/image"
sys.path.append(str(ROOT / "bench/serving"))
MAKE = """
import sys, numpy as np, pyarrow as pa, pyarrow.parquet as pq
folder, rows, columns, name, seed, shift = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], int(sys.argv[5]), float(sys.argv[6])
rng = np.random.default_rng(seed)
pq.write_table(pa.table({f"f{i}": rng.standard_normal(rows) + shift for i in range(columns)}), f"{folder}/{name}.parquet",
               compression="snappy", use_dictionary=False)
"""


def venv(name):
    return subprocess.run([ROOT / "make/venv", HERE / f"{name}.txt"], check=True, capture_output=True, text=True).stdout.strip()


def classpath():
    file = ROOT / "drift-job/target/bench.classpath"
    if not file.exists():
        subprocess.run(["mvn", "-B", "-ntp", "-q", "-pl", "drift-job", "-am", "test-compile", "dependency:build-classpath", f"-Dmdep.outputFile={file}",
                        "-Dmdep.includeScope=test"], cwd=ROOT, check=True)
    return f"{ROOT}/drift-job/target/classes:{ROOT}/workload/target/classes:{file.read_text()}"


def measured(what, command):
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.time()
    subprocess.run(["/usr/bin/env", *map(str, command)], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{what}: {cpu:.2f} CPU s, {time.time() - start:.2f} s wall, peak {after.ru_maxrss / 1024:.0f} MB resident", flush=True)


def prepare():
    DATA.mkdir(parents=True, exist_ok=True)
    python = venv("tools")
    for name, rows, columns, seed, shift in [("million-reference", 1_000_000, 20, 1, 0), ("million-current", 1_000_000, 20, 2, 0.01),
                                             ("reference", 5_000_000, 10, 3, 0), ("current", 5_000_000, 10, 4, 0.01),
                                             ("narrow", 1_000_000, 2, 5, 0)]:
        if not (DATA / f"{name}.parquet").exists():
            subprocess.run([python, "-c", MAKE, DATA, str(rows), str(columns), name, str(seed), str(shift)], check=True)
    many = DATA / "many"
    many.mkdir(exist_ok=True)
    for i in range(100):
        if not (many / f"{i:03}.parquet").exists():
            os.link(DATA / "narrow.parquet", many / f"{i:03}.parquet")
    for peer in ("evidently", "nannyml"):
        venv(peer)
    classpath()


def core():
    subprocess.run([JAVA, "-Xmx2g", "-cp", classpath(), HERE / "DriftBench.java"], check=True)


def reads():
    subprocess.run([JAVA, "-Xmx512m", "-cp", classpath(), HERE / "ReadBench.java", DATA, "5000000"], check=True)


def job():
    from servers import java

    def config(name, reference, current):
        file = DATA / f"{name}.json"
        file.write_text(f'{{"name": "{name}", "reference": {{"parquet": {{"uri": "{reference}"}}}}, "current": {{"parquet": {{"uri": "{current}"}}}}}}')
        return file

    def run(what, file):
        measured(what, [java(), f"-XX:AOTCache={IMAGE}/drift-job.aot", "-Xmx64m", "-XX:+UseSerialGC", "-jar", IMAGE / "drift-job.jar", "run",
                        "--config", file])

    file = config("million", DATA / "million-reference.parquet", DATA / "million-current.parquet")
    for _ in range(3):
        run("drift-job run, Parquet 1M x 20 both sides, heap 64 MB", file)
    for rows, pattern in [("1M", "000"), ("10M", "00*"), ("100M", "*")]:
        run(f"drift-job run, Parquet {rows} x 2, heap 64 MB", config("many", DATA / "narrow.parquet", DATA / f"many/{pattern}.parquet"))


def peers():
    files = [DATA / "million-reference.parquet", DATA / "million-current.parquet"]
    for peer in ("nannyml", "evidently"):
        subprocess.run(["taskset", "-c", "0", venv(peer), HERE / "peer.py", peer, *files], check=True)
    subprocess.run(["taskset", "-c", "0", venv("tools"), HERE / "peer.py", "scipy", "10000000", "-"], check=True)


if __name__ == "__main__":
    steps = dict(prepare=prepare, core=core, reads=reads, job=job, peers=peers)
    for step in steps if sys.argv[1] == "all" else [sys.argv[1]]:
        steps[step]()
