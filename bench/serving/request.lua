-- wrk: the body is the file named first, the headers follow; the last line of the output is JSON.
function init(args)
  local file = io.open(args[1], "rb")
  wrk.method, wrk.body = "POST", file:read("*a")
  file:close()
  for i = 2, #args do
    local key, value = args[i]:match("^([^:]+): (.*)$")
    wrk.headers[key] = value
  end
  prepared = wrk.format()
end

function request() return prepared end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "rps": %.1f, "p50": %.4f, "p99": %.4f, "p999": %.4f, "errors": %d}\n',
    summary.requests, summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, latency:percentile(99.9) / 1000, e.connect + e.read + e.write + e.status + e.timeout))
end
