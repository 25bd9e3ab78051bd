"""What a careful team writes without a model server: FastAPI, pydantic and ONNX Runtime, V2 JSON."""
import os

import numpy as np
import onnxruntime as ort
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

options = ort.SessionOptions()
options.intra_op_num_threads = 1
session = ort.InferenceSession(os.environ["MODEL"], options)
entry, exit_ = session.get_inputs()[0].name, session.get_outputs()[0].name
name = os.environ["NAME"]
app = FastAPI()


class Input(BaseModel):
    name: str
    shape: list[int]
    datatype: str
    data: list[float]


class Request(BaseModel):
    id: str | None = None
    inputs: list[Input]


class Output(BaseModel):
    name: str
    shape: list[int]
    datatype: str
    data: list[float]


class Response(BaseModel):
    model_name: str
    id: str | None = None
    outputs: list[Output]


@app.post(f"/v2/models/{name}/infer")
async def infer(request: Request) -> Response:
    tensor = request.inputs[0]
    x = np.asarray(tensor.data, np.float32).reshape(tensor.shape)
    y = session.run([exit_], {entry: x})[0]
    output = Output(name=exit_, shape=list(y.shape), datatype="FP32", data=y.ravel().tolist())
    return Response(model_name=name, id=request.id, outputs=[output])


uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), access_log=False, log_level="warning")
