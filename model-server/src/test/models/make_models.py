"""Writes the small ONNX models of the tests to ../resources/models.

    pip install onnx numpy && python make_models.py            # the test models
    python make_models.py --bench DIR                          # mlp64.onnx, for load measurements

Every file is deterministic: the same onnx version writes the same bytes.
"""

import sys
from pathlib import Path

import numpy as np
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper, save

OUT = Path(__file__).parent.parent / "resources" / "models"
ML = "ai.onnx.ml"


def model(name, nodes, inputs, outputs, initializers=(), ml=False, ir=10, out=OUT):
    opsets = [h.make_opsetid("", 20)] + ([h.make_opsetid(ML, 3)] if ml else [])
    graph = h.make_graph(nodes, name, inputs, outputs, list(initializers))
    proto = h.make_model(graph, opset_imports=opsets, producer_name="slipway-tests", ir_version=ir)
    out.mkdir(parents=True, exist_ok=True)
    save(proto, str(out / f"{name}.onnx"))


def tensor(name, kind, shape):
    return h.make_tensor_value_info(name, kind, shape)


def const(name, array):
    return numpy_helper.from_array(np.asarray(array), name)


def iris():
    weights = np.array([[0.4, 0.4, -1.7], [1.3, -0.3, -1.2], [-2.1, 0.5, 2.4], [-0.9, -1.0, 2.2]], np.float32)
    bias = np.array([0.3, 1.2, -1.5], np.float32)
    model(
        "iris",
        [
            h.make_node("Gemm", ["x", "w", "b"], ["scores"]),
            h.make_node("Softmax", ["scores"], ["probabilities"], axis=1),
            h.make_node("ArgMax", ["scores"], ["label"], axis=1, keepdims=0),
        ],
        [tensor("x", T.FLOAT, ["n", 4])],
        [tensor("label", T.INT64, ["n"]), tensor("probabilities", T.FLOAT, ["n", 3])],
        [const("w", weights), const("b", bias)],
    )


def multi_input():
    model(
        "multi_input",
        [
            h.make_node("Cast", ["age"], ["age_f"], to=T.FLOAT),
            h.make_node("Add", ["age_f", "income"], ["score"]),
            h.make_node("GreaterOrEqual", ["age", "eighteen"], ["adult"]),
        ],
        [tensor("age", T.INT64, ["n", 1]), tensor("income", T.FLOAT, ["n", 1])],
        [tensor("score", T.FLOAT, ["n", 1]), tensor("adult", T.BOOL, ["n", 1])],
        [const("eighteen", np.array([18], np.int64))],
    )


def strings():
    model(
        "strings",
        [
            h.make_node("Identity", ["city"], ["echo"]),
            h.make_node(
                "LabelEncoder", ["city"], ["code"], domain=ML,
                keys_strings=["Oslo", "Rome"], values_int64s=[1, 2], default_int64=-1,
            ),
        ],
        [tensor("city", T.STRING, ["n", 1])],
        [tensor("echo", T.STRING, ["n", 1]), tensor("code", T.INT64, ["n", 1])],
        ml=True,
    )


def int64():
    model(
        "int64",
        [h.make_node("Add", ["x", "one"], ["y"])],
        [tensor("x", T.INT64, ["n", 2])],
        [tensor("y", T.INT64, ["n", 2])],
        [const("one", np.array([1], np.int64))],
    )


def uint8():
    model(
        "uint8",
        [h.make_node("Identity", ["x"], ["y"])],
        [tensor("x", T.UINT8, ["n", 3])],
        [tensor("y", T.UINT8, ["n", 3])],
    )


def dynamic():
    model(
        "dynamic",
        [h.make_node("ReduceSum", ["x", "axis"], ["sum"], keepdims=0)],
        [tensor("x", T.FLOAT, ["batch", "seq"])],
        [tensor("sum", T.FLOAT, ["batch"])],
        [const("axis", np.array([1], np.int64))],
    )


def types():
    kinds = {
        "bool": T.BOOL, "int8": T.INT8, "int16": T.INT16, "int32": T.INT32,
        "fp16": T.FLOAT16, "bf16": T.BFLOAT16, "fp64": T.DOUBLE,
    }
    model(
        "types",
        [h.make_node("Identity", [k], [k + "_out"]) for k in kinds],
        [tensor(k, t, ["n"]) for k, t in kinds.items()],
        [tensor(k + "_out", t, ["n"]) for k, t in kinds.items()],
    )


def scalar():
    model("scalar", [h.make_node("Neg", ["x"], ["y"])], [tensor("x", T.FLOAT, [])], [tensor("y", T.FLOAT, [])])


def logarithm():
    """log(0) is -Infinity and log(-1) is NaN: numbers that JSON cannot carry."""
    model("log", [h.make_node("Log", ["x"], ["y"])], [tensor("x", T.FLOAT, ["n"])], [tensor("y", T.FLOAT, ["n"])])


def fails_at_run():
    model(
        "fails_at_run",
        [h.make_node("Reshape", ["x", "seven"], ["y"])],
        [tensor("x", T.FLOAT, ["n", 4])],
        [tensor("y", T.FLOAT, [7])],
        [const("seven", np.array([7], np.int64))],
    )


def gather():
    """Runs on zeros, fails on an index beyond 2: a client's values can break a run."""
    model(
        "gather",
        [h.make_node("Gather", ["table", "index"], ["y"])],
        [tensor("index", T.INT64, ["n"])],
        [tensor("y", T.FLOAT, ["n"])],
        [const("table", np.array([10, 20, 30], np.float32))],
    )


def uint32():
    model(
        "uint32",
        [h.make_node("Identity", ["x"], ["y"])],
        [tensor("x", T.UINT32, ["n", 2])],
        [tensor("y", T.UINT32, ["n", 2])],
    )


def zipmap():
    sequence = h.make_sequence_type_proto(
        h.make_map_type_proto(T.INT64, h.make_tensor_type_proto(T.FLOAT, []))
    )
    model(
        "zipmap",
        [h.make_node("ZipMap", ["x"], ["probabilities"], domain=ML, classlabels_int64s=[0, 1])],
        [tensor("x", T.FLOAT, ["n", 2])],
        [h.make_value_info("probabilities", sequence)],
        ml=True,
    )


def maps():
    """A sequence of maps that comes out of something else than a ZipMap cannot be served."""
    sequence = h.make_sequence_type_proto(
        h.make_map_type_proto(T.INT64, h.make_tensor_type_proto(T.FLOAT, []))
    )
    model(
        "maps",
        [
            h.make_node("ZipMap", ["x"], ["zipped"], domain=ML, classlabels_int64s=[0, 1]),
            h.make_node("Identity", ["zipped"], ["probabilities"]),
        ],
        [tensor("x", T.FLOAT, ["n", 2])],
        [h.make_value_info("probabilities", sequence)],
        ml=True,
    )


def initializer_input():
    """IR version 3 lists every initializer among the inputs; they are no inputs of a request."""
    model(
        "initializer_input",
        [h.make_node("Mul", ["x", "w"], ["y"])],
        [tensor("x", T.FLOAT, ["n", 2]), tensor("w", T.FLOAT, [2])],
        [tensor("y", T.FLOAT, ["n", 2])],
        [const("w", np.array([2, 3], np.float32))],
        ir=3,
    )


def rows_see_each_other():
    """Its answer to a row depends on the rows beside it: no two requests may share a run."""
    model(
        "rows_see_each_other",
        [h.make_node("Softmax", ["x"], ["y"], axis=0)],
        [tensor("x", T.FLOAT, ["n", 4])],
        [tensor("y", T.FLOAT, ["n", 4])],
    )


def loop_body():
    return h.make_graph(
        [
            h.make_node("MatMul", ["m_in", "eye"], ["m_out"]),
            h.make_node("Identity", ["go_in"], ["go_out"]),
        ],
        "body",
        [tensor("i", T.INT64, []), tensor("go_in", T.BOOL, []), tensor("m_in", T.FLOAT, [256, 256])],
        [tensor("go_out", T.BOOL, []), tensor("m_out", T.FLOAT, [256, 256])],
    )


def loop(name, trips_from_input):
    """Multiplies 256x256 matrices in a loop: slow at will, tiny as a file."""
    inputs = [tensor("trips", T.INT64, [1])] if trips_from_input else [tensor("x", T.FLOAT, [1])]
    trips = "trips" if trips_from_input else "thousand"
    model(
        name,
        [
            h.make_node("ConstantOfShape", ["size"], ["zeros"]),
            h.make_node("EyeLike", ["zeros"], ["eye"]),
            h.make_node("Squeeze", [trips], ["count"]),
            h.make_node("Loop", ["count", "go", "eye"], ["end"], body=loop_body()),
            h.make_node("ReduceMax", ["end"], ["y"], keepdims=0),
        ],
        inputs,
        [tensor("y", T.FLOAT, [])],
        [
            const("size", np.array([256, 256], np.int64)),
            *([] if trips_from_input else [const("thousand", np.array([1000], np.int64))]),
            const("go", np.array(True)),
        ],
    )


def mlp64(out):
    rng = np.random.default_rng(7)
    sizes = [64, 256, 256, 10]
    nodes, inits, last = [], [], "x"
    for i in range(3):
        inits.append(const(f"w{i}", rng.normal(0, 0.1, (sizes[i], sizes[i + 1])).astype(np.float32)))
        inits.append(const(f"b{i}", np.zeros(sizes[i + 1], np.float32)))
        nodes.append(h.make_node("Gemm", [last, f"w{i}", f"b{i}"], [f"g{i}" if i < 2 else "y"]))
        if i < 2:
            nodes.append(h.make_node("Relu", [f"g{i}"], [f"r{i}"]))
            last = f"r{i}"
    model("mlp64", nodes, [tensor("x", T.FLOAT, ["n", 64])], [tensor("y", T.FLOAT, ["n", 10])], inits, out=Path(out))


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "--bench":
        mlp64(sys.argv[2])
    else:
        for make in (iris, multi_input, strings, int64, uint8, dynamic, types, scalar, logarithm,
                     fails_at_run, gather, uint32, zipmap, maps, initializer_input, rows_see_each_other):
            make()
        loop("loop", trips_from_input=True)
        loop("slow", trips_from_input=False)
