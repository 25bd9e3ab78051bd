"""What ONNX Runtime's own tools make of models in FP16 and INT8.

    python precision_models.py MODELS OUT

MODELS has one directory a model with model.onnx; OUT gets NAME.fp16.onnx and NAME.int8.onnx, where the tools can.
"""

import logging
import sys
from pathlib import Path

import onnx
import onnxruntime
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.float16 import convert_float_to_float16

logging.disable(logging.CRITICAL)


def main():
    models, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted(models.glob("*/model.onnx")):
        name = path.parent.name
        try:
            half = convert_float_to_float16(onnx.load(path), keep_io_types=True)
            onnx.save(half, out / f"{name}.fp16.onnx")
            onnxruntime.InferenceSession(str(out / f"{name}.fp16.onnx"))
        except Exception as e:
            (out / f"{name}.fp16.onnx").unlink(missing_ok=True)
            print("fp16", name, type(e).__name__, str(e)[:150].replace("\n", " "))
        try:
            quantize_dynamic(
                path, out / f"{name}.int8.onnx", op_types_to_quantize=["MatMul", "Gemm"], per_channel=True,
                weight_type=QuantType.QUInt8,
            )
            onnxruntime.InferenceSession(str(out / f"{name}.int8.onnx"))
        except Exception as e:
            (out / f"{name}.int8.onnx").unlink(missing_ok=True)
            print("int8", name, type(e).__name__, str(e)[:150].replace("\n", " "))


if __name__ == "__main__":
    main()
