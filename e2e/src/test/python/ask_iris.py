"""ask_iris.py ADDRESS: asks a served iris model with Triton's own clients, over HTTP on port 80 and gRPC on port 8081."""
import sys

import numpy as np
import tritonclient.grpc as grpc
import tritonclient.http as http

FLOWER = np.array([[5.1, 3.5, 1.4, 0.2]], np.float32)


def ask(module, address, **how):
    client = module.InferenceServerClient(address)
    assert client.is_server_live() and client.is_server_ready() and client.is_model_ready("iris")
    flower = module.InferInput("x", FLOWER.shape, "FP32")
    flower.set_data_from_numpy(FLOWER, **how)
    answer = client.infer("iris", [flower])
    label, probabilities = answer.as_numpy("label"), answer.as_numpy("probabilities")
    assert label.tolist() == [0] and probabilities.shape == (1, 3) and probabilities[0, 0] > 0.97, answer.get_response()
    return probabilities.tobytes()


address = sys.argv[1]
answers = {
    ask(http, f"{address}:80", binary_data=True),
    ask(http, f"{address}:80", binary_data=False),
    ask(grpc, f"{address}:8081"),
}
assert len(answers) == 1, "the protocols answer differently"
print("Triton's clients agree over HTTP, binary HTTP and gRPC")
