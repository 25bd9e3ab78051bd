"""People pay: asks the model about payments, and writes down later which of them were fraud.

    python traffic.py before|after COUNT      the world as it was, or as it is after its change
"""
import json
import sys
import urllib.request

import train
from world import payments

BATCH = 200
URL = "http://payments/v2/models/payments/infer"


def ask(x):
    body = {"inputs": [{"name": "x", "datatype": "FP32", "shape": list(x.shape), "data": x.ravel().tolist()}]}
    request = urllib.request.Request(URL, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def main(world, count):
    x, y = payments(count, changed=world == "after", seed=count + len(world))
    for at in range(0, count, BATCH):
        ask(x[at:at + BATCH])
    with train.database() as db:
        train.write(db, x, y)
    print(f"{count} payments were asked about, of the world {world} its change")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
