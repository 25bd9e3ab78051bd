"""Small ONNX models for the tests of evaluations.

usage: models.py FOLDER

champion.onnx and candidate.onnx: x [rows, 2] -> probability of class 1 [rows, 1]. labelled.onnx: the same with a label and
two probabilities, as skl2onnx writes them with zipmap off. named.onnx: one input a column.
"""
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def save(path, nodes, inputs, outputs, constants):
    graph = helper.make_graph(nodes, "g", inputs, outputs, [numpy_helper.from_array(v, k) for k, v in constants.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9, producer_name="slipway")
    onnx.checker.check_model(model)
    onnx.save(model, path)


def tensor(name, kind, shape):
    return helper.make_tensor_value_info(name, kind, shape)


def logistic(path, weights):
    save(path, [helper.make_node("MatMul", ["x", "w"], ["m"]), helper.make_node("Sigmoid", ["m"], ["p"])],
         [tensor("x", TensorProto.FLOAT, [None, 2])], [tensor("p", TensorProto.FLOAT, [None, 1])],
         {"w": np.array(weights, np.float32).reshape(2, 1)})


def labelled(path, weights):
    nodes = [helper.make_node("MatMul", ["x", "w"], ["m"]), helper.make_node("Sigmoid", ["m"], ["p"]),
             helper.make_node("Sub", ["one", "p"], ["q"]), helper.make_node("Concat", ["q", "p"], ["probabilities"], axis=1),
             helper.make_node("ArgMax", ["probabilities"], ["label"], axis=1, keepdims=0)]
    save(path, nodes, [tensor("x", TensorProto.FLOAT, [None, 2])],
         [tensor("label", TensorProto.INT64, [None]), tensor("probabilities", TensorProto.FLOAT, [None, 2])],
         {"w": np.array(weights, np.float32).reshape(2, 1), "one": np.array([[1]], np.float32)})


def named(path, weights):
    nodes = [helper.make_node("Mul", ["amount", "w0"], ["a"]), helper.make_node("Mul", ["age", "w1"], ["b"]),
             helper.make_node("Add", ["a", "b"], ["m"]), helper.make_node("Sigmoid", ["m"], ["p"])]
    save(path, nodes, [tensor("amount", TensorProto.FLOAT, [None, 1]), tensor("age", TensorProto.FLOAT, [None, 1])],
         [tensor("p", TensorProto.FLOAT, [None, 1])],
         {"w0": np.array([weights[0]], np.float32), "w1": np.array([weights[1]], np.float32)})


if __name__ == "__main__":
    folder = sys.argv[1]
    logistic(folder + "/champion.onnx", [1, 0])
    logistic(folder + "/candidate.onnx", [1, 1])
    labelled(folder + "/labelled.onnx", [1, 1])
    named(folder + "/named.onnx", [1, 1])
