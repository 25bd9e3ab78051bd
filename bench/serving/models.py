"""The models of the measurements, with random weights: what they cost matters, not what they say.

    models.py FOLDER    writes mlp, mlp-large, trees, cnn and resnet (45 MB), each as NAME.onnx
"""
import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

random = np.random.default_rng(1)


def weight(*shape):
    return (random.standard_normal(shape) / np.sqrt(np.prod(shape[1:]) or 1)).astype(np.float32)


def save(folder, name, nodes, weights, entry, exit_):
    tensor = lambda n, shape: helper.make_tensor_value_info(n, TensorProto.FLOAT, ["n", *shape])
    graph = helper.make_graph(
        nodes, name, [tensor("x", entry)], [tensor("y", exit_)],
        [numpy_helper.from_array(value, key) for key, value in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, folder / f"{name}.onnx")


def mlp(folder, name, sizes):
    nodes, weights, last = [], {}, "x"
    for i, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        weights[f"w{i}"], weights[f"b{i}"] = weight(inputs, outputs), weight(outputs)
        final = i == len(sizes) - 2
        nodes.append(helper.make_node("Gemm", [last, f"w{i}", f"b{i}"], ["y" if final else f"g{i}"]))
        if not final:
            nodes.append(helper.make_node("Relu", [f"g{i}"], [f"r{i}"]))
            last = f"r{i}"
    save(folder, name, nodes, weights, [sizes[0]], [sizes[-1]])


def convolutions(folder, name, size, stages):
    """A stack of 3x3 convolutions; a stage is (channels, blocks), and halves width and height."""
    nodes, weights, last, channels = [], {}, "x", 3
    for s, (out, blocks) in enumerate(stages):
        for b in range(blocks):
            key = f"{s}_{b}"
            weights[f"k{key}"], weights[f"b{key}"] = weight(out, channels, 3, 3), weight(out)
            stride = 2 if b == 0 else 1
            nodes.append(helper.make_node(
                "Conv", [last, f"k{key}", f"b{key}"], [f"c{key}"], pads=[1, 1, 1, 1], strides=[stride, stride]))
            nodes.append(helper.make_node("Relu", [f"c{key}"], [f"r{key}"]))
            last, channels = f"r{key}", out
    weights["w"], weights["b"] = weight(channels, 10), weight(10)
    nodes += [
        helper.make_node("GlobalAveragePool", [last], ["p"]),
        helper.make_node("Flatten", ["p"], ["f"]),
        helper.make_node("Gemm", ["f", "w", "b"], ["y"]),
    ]
    save(folder, name, nodes, weights, [3, size, size], [10])


def trees(folder, name):
    from skl2onnx import to_onnx
    from sklearn.ensemble import GradientBoostingRegressor

    x = random.standard_normal((4000, 32)).astype(np.float32)
    y = x[:, 0] * x[:, 1] + np.sin(3 * x[:, 2]) + random.standard_normal(4000) / 10
    fitted = GradientBoostingRegressor(n_estimators=200, max_depth=6, random_state=1).fit(x, y)
    model = to_onnx(fitted, x[:1], target_opset=17, final_types=None)
    model.graph.input[0].name = "x"
    for node in model.graph.node:
        node.input[:] = ["x" if i == "X" else i for i in node.input]
    onnx.save(model, folder / f"{name}.onnx")


def write_all(folder):
    folder.mkdir(parents=True, exist_ok=True)
    mlp(folder, "mlp", [64, 256, 256, 10])
    mlp(folder, "mlp-large", [512, 2048, 2048, 1])
    trees(folder, "trees")
    convolutions(folder, "cnn", 64, [(32, 2), (64, 2), (128, 2)])
    convolutions(folder, "resnet", 112, [(64, 4), (128, 4), (256, 4), (512, 4)])


if __name__ == "__main__":
    write_all(pathlib.Path(sys.argv[1]))
