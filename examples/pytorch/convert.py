#!/usr/bin/env python3
"""Trains a small convolutional network with PyTorch, exports it to ONNX and proves that both answer alike.

    python3 -m venv .venv && .venv/bin/pip install -r requirements-train.txt
    .venv/bin/python convert.py      trains, exports, compares, writes digits.onnx and parity.json

Copy to_onnx() and parity() for your own model.
"""
import hashlib
import json
import tempfile
from pathlib import Path

import numpy
import onnxruntime
import torch
from sklearn.datasets import load_digits
from torch import nn

HERE = Path(__file__).parent
TOLERANCE = 1e-5


class Digits(nn.Module):
    """Grey images of handwritten digits, FP32 [batch, 1, 8, 8] from 0 to 1; gives probabilities, FP32 [batch, 10]."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(16 * 4 * 4, 10))

    def forward(self, images):
        return torch.softmax(self.layers(images), dim=1)


def train():
    """The trained network and the images and classes of its data."""
    digits = load_digits()
    images = torch.tensor(digits.images / 16, dtype=torch.float32).unsqueeze(1)
    classes = torch.tensor(digits.target)
    torch.manual_seed(7)
    model = Digits()
    optimiser = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(60):
        for batch in torch.randperm(len(images)).split(128):
            optimiser.zero_grad()
            nn.functional.cross_entropy(model.layers(images[batch]), classes[batch]).backward()
            optimiser.step()
    return model.eval(), images, classes


def to_onnx(model, example):
    """The bytes of one ONNX file: input `images` of any batch size, output `probabilities`, the weights inside."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.onnx")
        torch.onnx.export(
            model, (example[:2],), path, input_names=["images"], output_names=["probabilities"],
            dynamic_shapes={"images": {0: torch.export.Dim("batch")}}, opset_version=18, external_data=False, dynamo=True)
        return path.read_bytes()


def parity(model, onnx, inputs):
    """What PyTorch answers, and the largest difference to what ONNX Runtime answers; fails where a class differs."""
    with torch.no_grad():
        expected = model(inputs).numpy()
    session = onnxruntime.InferenceSession(onnx, providers=["CPUExecutionProvider"])
    actual = session.run(["probabilities"], {"images": inputs.numpy()})[0]
    assert numpy.array_equal(expected.argmax(1), actual.argmax(1)), "a class differs"
    difference = float(numpy.abs(expected - actual).max())
    assert difference <= TOLERANCE, f"probabilities differ by {difference:.2e}"
    return expected, difference


def main():
    model, images, classes = train()
    onnx = to_onnx(model, images)
    expected, difference = parity(model, onnx, images)
    right = float((expected.argmax(1) == classes.numpy()).mean())
    print(f"parity with PyTorch {torch.__version__} on {len(images)} images: same classes, probabilities within {difference:.1e};"
          f" {right:.1%} of the training data right")
    (HERE / "digits.onnx").write_bytes(onnx)
    sample = {"images": images[:20].numpy().round(6).tolist(), "probabilities": expected[:20].tolist()}
    (HERE / "parity.json").write_text(json.dumps(sample) + "\n", encoding="utf-8")
    print(f"digits.onnx: {len(onnx)} bytes, sha256:{hashlib.sha256(onnx).hexdigest()}")


if __name__ == "__main__":
    main()
