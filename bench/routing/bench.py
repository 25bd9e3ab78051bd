#!/usr/bin/env python3
"""The inference router beside nginx and haproxy: same backend, one core for each proxy, runs that take turns.

bench.py [--seconds 3] [--rounds 3] [--warm 45] [--parts peers,cache] [--java JAVA] [--jar JAR]
Needs nginx, haproxy, wrk and h2load (Debian: nginx-light haproxy wrk nghttp2-client). Prints a table.
"""
import argparse
import base64
import hashlib
import hmac
import json
import os
import platform
import re
import shutil
import signal
import statistics
import subprocess
import tempfile
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PATH = "/v1/models/iris:predict"
BODY = '{"instances":[[5.1,3.5,1.4,0.2],[6.2,2.9,4.3,1.3]]}'
ANSWER = '{"predictions":[0.12345678,0.87654321,0.5,0.25]}'
SECRET = "0123456789abcdef0123456789abcdef"
PORTS = {"direct": 19101, "nginx": 19110, "haproxy": 19111, "router": 19112, "router, all on": 19113,
         "no cache": 19114, "cache": 19115}
PEERS = ("direct", "nginx", "haproxy", "router")
SIGNED = {"nginx, signed requests": "nginx", "router, all on": "router, all on"}
MANAGEMENT = {"router": 19122, "router, all on": 19123, "no cache": 19124, "cache": 19125}
WARM_RUN = 5
# A key may use a million nonces in the six minutes that they are remembered.
KEYS = 4


def nginx(folder, name, http):
    text = f"""worker_processes 1; daemon off; pid {folder}/{name}.pid; error_log {folder}/{name}.log;
events {{ worker_connections 4096; }}
http {{ access_log off; keepalive_requests 100000000; client_body_temp_path {folder}/{name}1;
proxy_temp_path {folder}/{name}2; fastcgi_temp_path {folder}/{name}3; uwsgi_temp_path {folder}/{name}4;
scgi_temp_path {folder}/{name}5; {http} }}"""
    path = os.path.join(folder, name + ".conf")
    open(path, "w").write(text)
    return ["nginx", "-c", path]


def backend(folder):
    server = "server { listen %d; location / { default_type application/json; return 200 '" + ANSWER + "'; } } "
    return nginx(folder, "backend", server % 19101 + server % 19102)


def nginx_proxy(folder):
    return nginx(folder, "proxy", f"""
upstream m {{ random two least_conn; server 127.0.0.1:19101; server 127.0.0.1:19102; keepalive 256;
keepalive_requests 100000000; }}
server {{ listen {PORTS['nginx']}; location / {{ proxy_http_version 1.1; proxy_set_header Connection ""; proxy_pass http://m; }} }}""")


def haproxy(folder):
    path = os.path.join(folder, "haproxy.cfg")
    open(path, "w").write(f"""global
  nbthread 1
defaults
  mode http
  timeout client 30s
  timeout server 30s
  timeout connect 5s
  option redispatch
  retry-on conn-failure 503
frontend f
  bind 127.0.0.1:{PORTS['haproxy']}
  default_backend m
backend m
  balance random(2)
  http-reuse always
  server a 127.0.0.1:19101 check inter 500ms
  server b 127.0.0.1:19102 check inter 500ms
""")
    return ["haproxy", "-db", "-f", path]


def router(folder, name, args, more):
    slug = re.sub("[^a-z]", "", name)
    document = {"route": "bench/" + slug,
                "targets": [{"name": "main", "addresses": ["127.0.0.1:19101", "127.0.0.1:19102"]}], **more}
    path = os.path.join(folder, slug + ".json")
    json.dump(document, open(path, "w"))
    environment = dict(os.environ, SLIPWAY_CONFIG=path, SLIPWAY_HTTP_PORT=str(PORTS[name]),
                       SLIPWAY_MANAGEMENT_PORT=str(MANAGEMENT[name]), SLIPWAY_AUDIT_FILE="/dev/null",
                       SLIPWAY_DRAIN_DELAY="10ms")
    return [args.java, "-XX:+UseSerialGC", "-Xmx512m", "-Xmn256m", "-XX:TieredStopAtLevel=4", "-jar", args.jar,
            "serve"], environment


def all_on(folder):
    secrets = os.path.join(folder, "hmac")
    os.mkdir(secrets)
    for i in range(KEYS):
        open(os.path.join(secrets, f"bench{i}"), "w").write(SECRET)
    return {"auth": {"hmac": {"directory": secrets, "window": "300s"}}, "cache": {"ttl": "60s"},
            "audit": {"enabled": True}}


def signed(port, count, folder):
    """Requests that are all different, each signed with a nonce of its own, one after the other in a file for wrk."""
    path = os.path.join(folder, f"signed-{time.time_ns()}")
    now = int(time.time())
    host = f"127.0.0.1:{port}"
    names = '("@method" "@authority" "@path" "@query" "content-type" "content-digest")'
    with open(path, "w") as out:
        for i in range(count):
            body = '{"instances":[[5.1,3.5,1.4,%d],[6.2,2.9,4.3,%d]]}' % (i, now)
            digest = "sha-256=:" + base64.b64encode(hashlib.sha256(body.encode()).digest()).decode() + ":"
            parameters = f'{names};created={now};expires={now + 300};nonce="{os.urandom(12).hex()}";keyid="bench{i % KEYS}";alg="hmac-sha256"'
            base = (f'"@method": POST\n"@authority": {host}\n"@path": {PATH}\n"@query": ?\n"content-type": application/json\n'
                    f'"content-digest": {digest}\n"@signature-params": {parameters}')
            mac = base64.b64encode(hmac.new(SECRET.encode(), base.encode(), hashlib.sha256).digest()).decode()
            out.write(f"POST {PATH} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Digest: {digest}\r\n"
                      f"Signature-Input: ir={parameters}\r\nSignature: ir=:{mac}:\r\nContent-Length: {len(body)}\r\n\r\n{body}\0")
    return path


PLAIN_LUA = f"""wrk.method = "POST"
wrk.body = '{BODY}'
wrk.headers["Content-Type"] = "application/json"
"""
UNIQUE_LUA = """wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
math.randomseed(%d)
local i = math.random(100000000, 900000000)
request = function() i = i + 1; return wrk.format(nil, nil, nil, '{"instances":[[5.1,3.5,1.4,' .. i .. ']]}') end
"""
SIGNED_LUA = """local requests = {}
for line in string.gmatch(io.open("%s", "rb"):read("*a"), "([^%%z]+)") do requests[#requests + 1] = line end
local i = 0
request = function() i = i + 1; return requests[(i - 1) %% #requests + 1] end
"""


class Proxies:
    def __init__(self):
        self.processes = {}

    def start(self, name, command, core, environment=None):
        self.processes[name] = subprocess.Popen(["taskset", "-c", str(core), *command], env=environment,
                                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def cpu(self, name):
        """Seconds of CPU of the process and its children; of the router, of its event loop alone too."""
        total = 0
        pids = [self.processes[name].pid]
        listing = subprocess.run(["pgrep", "-P", str(pids[0])], capture_output=True, text=True).stdout.split()
        for pid in pids + [int(p) for p in listing]:
            fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total / os.sysconf("SC_CLK_TCK")

    def stop(self):
        for process in self.processes.values():
            process.send_signal(signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()


def metric(name, family):
    text = urllib.request.urlopen(f"http://127.0.0.1:{MANAGEMENT[name]}/metrics").read().decode()
    return float(re.search(rf"^{family} (\S+)$", text, re.M).group(1))


def wait(port, path="/", seconds=30):
    end = time.time() + seconds
    while time.time() < end:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=1)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"nobody answers on port {port}")


def saturate(port, script, seconds, connections):
    out = subprocess.run(["taskset", "-c", "1", "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", script,
                          f"http://127.0.0.1:{port}{PATH}"], capture_output=True, text=True).stdout
    requests = int(re.search(r"(\d+) requests in", out).group(1))
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    return {"rate": float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)), "requests": requests,
            "bad": int(bad.group(1)) if bad else 0}


def open_loop(port, folder, seconds):
    body = os.path.join(folder, "body.json")
    log = os.path.join(folder, "h2load.log")
    open(body, "w").write(BODY)
    if os.path.exists(log):
        os.remove(log)
    subprocess.run(["taskset", "-c", "1", "h2load", "--h1", "-c20", "-t1", f"-D{seconds}", "--rps=50", "-d", body,
                    "-H", "content-type: application/json", f"--log-file={log}", f"http://127.0.0.1:{port}{PATH}"],
                   capture_output=True)
    times = sorted(int(line.split("\t")[2]) for line in open(log) if line.split("\t")[1] == "200")
    return times[len(times) // 2] / 1000, times[int(len(times) * 0.99)] / 1000


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--warm", type=int, default=45)
    parser.add_argument("--parts", type=lambda text: text.split(","), default=["peers", "cache"])
    parser.add_argument("--java", default=os.path.join(os.environ.get("JAVA_HOME", "/usr"), "bin/java"))
    parser.add_argument("--jar", default=os.path.join(ROOT, "inference-router/target/inference-router.jar"))
    args = parser.parse_args()
    for tool in ("nginx", "haproxy", "wrk", "h2load", "taskset"):
        if not shutil.which(tool):
            raise SystemExit(f"{tool} is missing: apt-get install nginx-light haproxy wrk nghttp2-client util-linux")
    folder = tempfile.mkdtemp(prefix="bench-routing-")
    os.chmod(folder, 0o755)
    proxies = Proxies()
    try:
        proxies.start("backend", backend(folder), 1)
        wait(PORTS["direct"])
        if "peers" in args.parts:
            peers(args, folder, proxies)
        if "cache" in args.parts:
            unique(args, folder, proxies)
    finally:
        proxies.stop()
        shutil.rmtree(folder, ignore_errors=True)


def warm_up(args, port, script):
    """In short runs, so that the compiler sees connections come and go as well: else it starts anew after the first."""
    for _ in range(max(1, args.warm // WARM_RUN)):
        saturate(port, script(), WARM_RUN, 16)


def unique(args, folder, proxies):
    """Requests that are all different, by a router without a cache and by one with it."""
    runs = {"no cache": [], "cache": []}

    def script():
        path = os.path.join(folder, "unique.lua")
        open(path, "w").write(UNIQUE_LUA % (time.time_ns() // 1000 % 2**31))
        return path

    for name, more in (("no cache", {}), ("cache", {"cache": {"ttl": "60s"}})):
        command, environment = router(folder, name, args, more)
        proxies.start(name, command, 0, environment)
        wait(PORTS[name])
        warm_up(args, PORTS[name], script)
    for _ in range(2 * args.rounds):
        for name in runs:
            cpu = proxies.cpu(name)
            run = saturate(PORTS[name], script(), args.seconds, 16)
            run["cpu"] = (proxies.cpu(name) - cpu) / run["requests"] * 1e6
            runs[name].append(run)
    print("\n| requests that are all different | req/s at 16 connections | | CPU a request | | not 2xx |")
    print("|---|---|---|---|---|---|")
    base, base_cpu = (median([r[key] for r in runs["no cache"]]) for key in ("rate", "cpu"))
    for name, all_runs in runs.items():
        rate, cpu = (median([r[key] for r in all_runs]) for key in ("rate", "cpu"))
        print(f"| {name} | {rate:,.0f} | {rate / base:.3f} | {cpu:.1f} us | {cpu / base_cpu:.3f} | "
              f"{sum(r['bad'] for r in all_runs)} |")


def peers(args, folder, proxies):
    proxies.start("nginx", nginx_proxy(folder), 0)
    proxies.start("haproxy", haproxy(folder), 0)
    for name, more in (("router", {}), ("router, all on", all_on(folder))):
        command, environment = router(folder, name, args, more)
        proxies.start(name, command, 0, environment)
    for name in (*PEERS, "router, all on"):
        wait(PORTS[name])
    plain = os.path.join(folder, "plain.lua")
    open(plain, "w").write(PLAIN_LUA)

    def script(name, seconds):
        if name not in SIGNED:
            return plain
        path = os.path.join(folder, "signed.lua")
        open(path, "w").write(SIGNED_LUA % signed(PORTS[SIGNED[name]], 30000 * seconds, folder))
        return path

    warm_up(args, PORTS["router"], lambda: plain)
    warm_up(args, PORTS["router, all on"], lambda: script("router, all on", WARM_RUN))
    names = ["nginx", "haproxy", "router", "nginx, signed requests", "router, all on"]
    results = {name: [] for name in names}
    allocated = []
    for _ in range(args.rounds):
        for name in names:
            lua = script(name, args.seconds)
            process = SIGNED.get(name, name)
            cpu = proxies.cpu(process)
            loop = metric(name, "slipway_router_loop_cpu_seconds_total") if name in MANAGEMENT else 0
            heap = metric(name, "slipway_router_loop_allocated_bytes_total") if name in MANAGEMENT else 0
            run = saturate(PORTS[SIGNED.get(name, name)], lua, args.seconds, 16)
            run["cpu"] = (proxies.cpu(process) - cpu) / run["requests"] * 1e6
            if name in MANAGEMENT:
                run["loop"] = (metric(name, "slipway_router_loop_cpu_seconds_total") - loop) / run["requests"] * 1e6
                run["heap"] = (metric(name, "slipway_router_loop_allocated_bytes_total") - heap) / run["requests"]
            results[name].append(run)
    latencies = {name: [] for name in PEERS}
    for _ in range(args.rounds):
        for name in latencies:
            latencies[name].append(open_loop(PORTS[name], folder, args.seconds + 1))
    report(results, latencies)


def median(values):
    return statistics.median(values)


def report(results, latencies):
    print(f"{platform.machine()}, {os.cpu_count()} cores, Linux {platform.release().split('-')[0]}, "
          f"{subprocess.run(['nginx', '-v'], capture_output=True, text=True).stderr.strip()}, "
          f"{subprocess.run(['haproxy', '-v'], capture_output=True, text=True).stdout.splitlines()[0][:24]}\n")
    print("| | req/s at 16 connections | of nginx | CPU a request | of nginx | heap a request | not 2xx |")
    print("|---|---|---|---|---|---|---|")
    for name, runs in results.items():
        like = "nginx, signed requests" if name in SIGNED else "nginx"
        base = median([r["rate"] for r in results[like]])
        base_cpu = median([r["cpu"] for r in results[like]])
        rate = median([r["rate"] for r in runs])
        cpu = median([r["cpu"] for r in runs])
        loop = f" (loop {median([r['loop'] for r in runs]):.1f})" if "loop" in runs[0] else ""
        heap = f"{median([r['heap'] for r in runs]):.0f} B" if "heap" in runs[0] else ""
        print(f"| {name} | {rate:,.0f} | {rate / base:.2f} | {cpu:.1f} us{loop} | {cpu / base_cpu:.2f} | {heap} | "
              f"{sum(r['bad'] for r in runs)} |")
    direct = median([p50 for p50, _ in latencies["direct"]])
    added = median([p50 for p50, _ in latencies["nginx"]]) - direct
    print("\n| at 1000 req/s | p50 | p99 | added p50 | of nginx's |\n|---|---|---|---|---|")
    for name, runs in latencies.items():
        p50 = median([p for p, _ in runs])
        ratio = f"{(p50 - direct) / added:.2f}" if name != "direct" and added > 0 else ""
        print(f"| {name} | {p50:.3f} ms | {median([p for _, p in runs]):.2f} ms | {p50 - direct:.3f} ms | {ratio} |")


if __name__ == "__main__":
    main()
