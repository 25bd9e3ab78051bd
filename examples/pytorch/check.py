#!/usr/bin/env python3
"""Checks without PyTorch that digits.onnx answers what PyTorch answered when convert.py recorded parity.json."""
import hashlib
import json
from pathlib import Path

import numpy
import onnxruntime

HERE = Path(__file__).parent


def main():
    onnx = (HERE / "digits.onnx").read_bytes()
    digest = hashlib.sha256(onnx).hexdigest()
    assert f"digest: sha256:{digest}\n" in (HERE / "modeldeployment.yaml").read_text(encoding="utf-8"), digest
    sample = json.loads((HERE / "parity.json").read_text(encoding="utf-8"))
    session = onnxruntime.InferenceSession(onnx, providers=["CPUExecutionProvider"])
    for rows in (1, 20):
        images = numpy.array(sample["images"][:rows], dtype=numpy.float32)
        answer = session.run(["probabilities"], {"images": images})[0]
        difference = float(numpy.abs(answer - numpy.array(sample["probabilities"][:rows])).max())
        assert difference <= 1e-5, f"{rows} rows: differs from PyTorch by {difference:.2e}"
    print(f"ok      digits.onnx answers as PyTorch did: probabilities within {difference:.1e}")


if __name__ == "__main__":
    main()
