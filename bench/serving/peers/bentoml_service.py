"""BentoML has JSON of its own: POST /predict {"x": [[...]]}."""
import os

import bentoml
import numpy as np
import onnxruntime as ort


@bentoml.service(workers=1, logging={"access": {"enabled": False}})
class Onnx:
    def __init__(self):
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = ort.InferenceSession(os.environ["MODEL"], options)
        self.entry = self.session.get_inputs()[0].name
        self.exit = self.session.get_outputs()[0].name

    @bentoml.api
    def predict(self, x: np.ndarray) -> np.ndarray:
        return self.session.run([self.exit], {self.entry: x.astype("float32")})[0]
