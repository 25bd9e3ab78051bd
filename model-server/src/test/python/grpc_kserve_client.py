"""The KServe SDK's gRPC client; in a process of its own, since its messages have the names of Triton's."""

import asyncio
import sys

import kserve
import numpy as np

address = sys.argv[1].split("=")[1]
x = np.array([[5.1, 3.5, 1.4, 0.2], [6.7, 3.0, 5.2, 2.3]], np.float32)


async def run():
    client = kserve.InferenceGRPCClient(address)
    assert await client.is_server_live() and await client.is_server_ready() and await client.is_model_ready("iris")
    answers = []
    for binary in (True, False):
        one = kserve.InferInput("x", [2, 4], "FP32")
        one.set_data_from_numpy(x, binary_data=binary)
        back = await client.infer(kserve.InferRequest(model_name="iris", infer_inputs=[one], request_id="k"))
        assert back.id == "k" and back.model_name == "iris"
        outputs = {output.name: output.as_numpy() for output in back.outputs}
        answers.append(outputs["probabilities"].reshape(2, 3))
        assert list(outputs["label"].ravel()) == list(answers[-1].argmax(axis=1))
    assert np.array_equal(*answers) and np.allclose(answers[0].sum(axis=1), 1)
    await client.close()


asyncio.run(run())
