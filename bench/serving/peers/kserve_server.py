"""KServe's Python server with an ONNX Runtime model; its access and latency logs are off."""
import logging
import os

import onnxruntime as ort
from kserve import InferOutput, InferResponse, Model, ModelServer

options = ort.SessionOptions()
options.intra_op_num_threads = 1


class Onnx(Model):
    def __init__(self, name):
        super().__init__(name)
        self.session = ort.InferenceSession(os.environ["MODEL"], options)
        self.entry = self.session.get_inputs()[0].name
        self.exit = self.session.get_outputs()[0].name
        self.ready = True

    def predict(self, payload, headers=None):
        y = self.session.run([self.exit], {self.entry: payload.inputs[0].as_numpy()})[0]
        output = InferOutput(self.exit, list(y.shape), "FP32")
        output.set_data_from_numpy(y, binary_data=False)
        return InferResponse(response_id=payload.id or "0", model_name=self.name, infer_outputs=[output])


logging.disable(logging.INFO)
ModelServer(
    workers=1,
    http_port=int(os.environ["PORT"]),
    grpc_port=int(os.environ["GRPC_PORT"]),
    enable_latency_logging=False,
    access_log_format="",
).start([Onnx(os.environ["NAME"])])
