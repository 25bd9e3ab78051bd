"""Triton's HTTP front end and batcher with a Python callback: what the package nvidia-pytriton carries."""
import os

import numpy as np
import onnxruntime as ort
from pytriton.decorators import batch
from pytriton.model_config import ModelConfig, Tensor
from pytriton.triton import Triton, TritonConfig

options = ort.SessionOptions()
options.intra_op_num_threads = 1
session = ort.InferenceSession(os.environ["MODEL"], options)
entry, exit_ = session.get_inputs()[0], session.get_outputs()[0]


@batch
def infer(**inputs):
    return [session.run([exit_.name], {entry.name: inputs[entry.name]})[0]]


port = int(os.environ["PORT"])
config = TritonConfig(http_port=port, grpc_port=int(os.environ["GRPC_PORT"]), allow_metrics=False, log_verbose=0)
with Triton(config=config) as triton:
    triton.bind(
        os.environ["NAME"], infer,
        [Tensor(name=entry.name, dtype=np.float32, shape=entry.shape[1:])],
        [Tensor(name=exit_.name, dtype=np.float32, shape=exit_.shape[1:])],
        config=ModelConfig(max_batch_size=64),
    )
    triton.serve()
