"""Measures the operator: memory, cold start, create-to-children latency, API calls per object and at rest.

Runs on the local cluster (make demo, or make e2e KEEP=yes) beside simulated nodes (e2e/cluster/cluster kwok up N), so that
the pods of hundreds of ModelDeployments cost nothing. Every number is read from the outside: latencies from watches of the
API server, calls from the operator's own counter, memory from the kernel. Writes bench/results/operator-scale.md.

usage: operator_scale.py [OBJECTS]
"""

import json
import pathlib
import re
import statistics
import subprocess
import sys
import threading
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
OBJECTS = int(sys.argv[1]) if len(sys.argv) > 1 else 500
SPACE = "bench-operator"
PROXY = "http://127.0.0.1:18901"


def kubectl(*args, stdin=None):
    done = subprocess.run(["kubectl", *args], input=stdin, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"kubectl {' '.join(args)}: {done.stderr.strip()}")
    return done.stdout


def get(path):
    with urllib.request.urlopen(PROXY + path) as answer:
        return answer.read().decode()


def model(index):
    return f"""apiVersion: slipway.dev/v1alpha1
kind: ModelDeployment
metadata: {{name: m{index}, namespace: {SPACE}}}
spec:
  model: {{uri: http://models/m.onnx}}
  scheduling:
    nodeSelector: {{type: kwok}}
    tolerations: [{{key: kwok.x-k8s.io/node, operator: Exists}}]
---
"""


class Arrivals(threading.Thread):
    """When each object of one type was first seen by a watch of ours."""

    def __init__(self, path, accept=lambda _: True):
        super().__init__(daemon=True)
        self.path, self.accept, self.seen = path, accept, {}

    def run(self):
        with urllib.request.urlopen(PROXY + self.path + "?watch=true") as lines:
            for line in lines:
                event = json.loads(line)
                name = event["object"]["metadata"]["name"]
                if event["type"] in ("ADDED", "MODIFIED") and name not in self.seen and self.accept(event["object"]):
                    self.seen[name] = time.monotonic()


def is_ready(resource):
    return any(c["type"] == "Ready" and c["status"] == "True" for c in resource.get("status", {}).get("conditions", []))


def leader():
    lease = json.loads(get("/apis/coordination.k8s.io/v1/namespaces/slipway-system/leases/slipway-operator"))
    return lease["spec"]["holderIdentity"]


def calls(pod):
    text = get(f"/api/v1/namespaces/slipway-system/pods/{pod}:9000/proxy/metrics")
    return {m: float(v) for m, v in re.findall(r'slipway_api_calls_total\{method="(\w+)"\} ([0-9.E+]+)', text)}


def memory(pod):
    uid = json.loads(get(f"/api/v1/namespaces/slipway-system/pods/{pod}"))["metadata"]["uid"]
    for status in pathlib.Path("/proc").glob("[0-9]*/status"):
        try:
            if uid in (status.parent / "cgroup").read_text() and "java" in (status.parent / "comm").read_text():
                return int(re.search(r"VmRSS:\s+(\d+)", status.read_text()).group(1)) // 1024
        except OSError:
            continue
    sys.exit("the operator's process is not on this machine: run this on the local cluster")


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def create(first, last):
    """Creates objects first..last-1 and returns latencies to the Deployment and to Ready, in seconds, by name."""
    base = f"/apis/slipway.dev/v1alpha1/namespaces/{SPACE}/modeldeployments"
    made = Arrivals(base)
    ready = Arrivals(base, is_ready)
    deployments = Arrivals(f"/apis/apps/v1/namespaces/{SPACE}/deployments")
    for watch in (made, ready, deployments):
        watch.start()
    time.sleep(2)
    kubectl("apply", "--server-side", "-f", "-", stdin="".join(model(i) for i in range(first, last)))
    names = [f"m{i}" for i in range(first, last)]
    deadline = time.monotonic() + 600
    while not all(n in ready.seen for n in names):
        if time.monotonic() > deadline:
            missing = [n for n in names if n not in ready.seen]
            sys.exit(f"not Ready after ten minutes: {missing[:5]} and {max(0, len(missing) - 5)} more")
        time.sleep(0.5)
    return (
        [deployments.seen[n] - made.seen[n] for n in names],
        [ready.seen[n] - made.seen[n] for n in names],
    )


def difference(after, before):
    return {m: int(after.get(m, 0) - before.get(m, 0)) for m in after}


def rest(pod, seconds):
    """Calls within a time of quiet, the Lease's renewals left out of the writes by counting them apart."""
    before = calls(pod)
    time.sleep(seconds)
    return difference(calls(pod), before)


def cold_start():
    """Deletes both replicas and returns the seconds until a new leader has caught up with a fresh edit."""
    kubectl("patch", "md", "m0", "-n", SPACE, "--type=merge", "-p", '{"spec":{"scaling":{"minReplicas":1}}}')
    subprocess.run(["kubectl", "delete", "pods", "-n", "slipway-system", "--all", "--wait=false"], capture_output=True)
    since = time.monotonic()
    kubectl("patch", "md", "m0", "-n", SPACE, "--type=merge", "-p", '{"spec":{"scaling":{"minReplicas":2}}}')
    while True:
        resource = json.loads(kubectl("get", "md", "m0", "-n", SPACE, "-o", "json"))
        if resource["status"]["observedGeneration"] == resource["metadata"]["generation"]:
            return time.monotonic() - since
        time.sleep(0.2)


def main():
    cluster = str(ROOT / "e2e/cluster/cluster")
    subprocess.run([cluster, "kwok", "up", str(max(1, OBJECTS // 100 + 1))], check=True)
    proxy = subprocess.Popen(["kubectl", "proxy", "--port=18901"], stdout=subprocess.DEVNULL)
    try:
        time.sleep(1)
        kubectl("create", "namespace", SPACE)
        pod = leader()
        before = calls(pod)
        create(0, 1)
        one = difference(calls(pod), before)
        time.sleep(10)
        memory_one = memory(pod)
        before = calls(pod)
        children, ready = create(1, OBJECTS)
        many = difference(calls(pod), before)
        time.sleep(20)
        memory_many = memory(pod)
        quiet = rest(pod, 60)
        start = cold_start()
        report(one, many, children, ready, memory_one, memory_many, quiet, start)
    finally:
        subprocess.run(["kubectl", "delete", "namespace", SPACE, "--wait=false"], capture_output=True)
        subprocess.run([cluster, "kwok", "down"])
        proxy.terminate()


def report(one, many, children, ready, memory_one, memory_many, quiet, start):
    versions = json.loads(kubectl("version", "-o", "json"))["serverVersion"]["gitVersion"]
    per_object = sum(v for m, v in many.items() if m != "GET") / (OBJECTS - 1)
    text = f"""# The operator at {OBJECTS} ModelDeployments

`bench/operator_scale.py {OBJECTS}` on 2 cores shared with etcd, API server and kubelet; Kubernetes {versions}; JDK 25; kwok nodes.

| What | Value |
|---|---|
| resident memory with 1 object | {memory_one} MiB |
| resident memory with {OBJECTS} objects | {memory_many} MiB |
| created to Deployment seen, burst of {OBJECTS - 1}: p50 / p99 | {statistics.median(children):.2f} s / {percentile(children, 0.99):.2f} s |
| created to Ready seen, the same burst: p50 / p99 | {statistics.median(ready):.2f} s / {percentile(ready, 0.99):.2f} s |
| API calls from create to Ready, one object (Lease included) | {one} |
| writes for each object from create to Ready, in the burst | {per_object:.1f} |
| API calls in 60 s of quiet (the Lease's renewals and watches) | {quiet} |
| both replicas deleted until a new leader has observed an edit | {start:.1f} s |
"""
    (ROOT / "bench/results/operator-scale.md").write_text(text)
    print(text)


main()
