"""Validates the OpenAPI documents of servers and sends every example in them.

    python openapi_documents.py NAME=URL ...
"""

import json
import sys
import urllib.request

from jsonschema import Draft202012Validator
from openapi_spec_validator import validate


def get(url, data=None):
    with urllib.request.urlopen(urllib.request.Request(url, data)) as response:
        return json.load(response)


sent = 0
for argument in sys.argv[1:]:
    model, url = argument.split("=", 1)
    document = get(f"{url}/v2/models/{model}/openapi.json")
    assert document == get(f"{url}/openapi.json")
    assert document["openapi"].startswith("3.1")
    validate(document)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method == "get":
                get(url + path)
                continue
            content = operation["requestBody"]["content"]["application/json"]
            Draft202012Validator(content["schema"]).validate(content["example"])
            answer = get(url + path, json.dumps(content["example"]).encode())
            assert "error" not in answer, (model, path, answer)
            sent += 1
    wrong = {"inputs": [{"name": "no such input", "datatype": "FP32", "shape": [1], "data": [1]}]}
    schema = document["paths"][f"/v2/models/{model}/infer"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert not Draft202012Validator(schema).is_valid(wrong)
print(len(sys.argv) - 1, "documents,", sent, "examples sent")
