"""Makes models of many kinds, random inputs for each, and what Python's onnxruntime answers to them.

    python oracle_models.py DIRECTORY

writes one directory per model: model.onnx, and cases.npz with the arrays `CASE/in/NAME` and `CASE/out/NAME` for cases
000 to 099 (strings as numpy unicode arrays; FP16 as float16; BF16 as uint16 bits, named `CASE/in/NAME.bf16`). Each case
is one request. Everything is seeded: the same versions write the same files.
"""

import sys
from pathlib import Path

import ml_dtypes
import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper

CASES = 100
ML = "ai.onnx.ml"
BF16 = np.dtype(ml_dtypes.bfloat16)


def tensor(name, kind, shape):
    return h.make_tensor_value_info(name, kind, shape)


def const(name, array):
    return numpy_helper.from_array(np.asarray(array), name)


def model(nodes, inputs, outputs, initializers=(), ml=False, opset=18):
    opsets = [h.make_opsetid("", opset)] + ([h.make_opsetid(ML, 3)] if ml else [])
    graph = h.make_graph(nodes, "g", inputs, outputs, list(initializers))
    return h.make_model(graph, opset_imports=opsets, producer_name="slipway-oracle", ir_version=9)


# --- models by hand: (model, function from (rng, case) to inputs) ---


def floats(*shape, scale=1.0):
    def make(rng, case):
        n = 1 + case % 7
        return rng.normal(0, scale, [n if d == "n" else d for d in shape]).astype(np.float32)

    return make


def linear():
    rng = np.random.default_rng(1)
    m = model(
        [h.make_node("Gemm", ["x", "w", "b"], ["y"])],
        [tensor("x", T.FLOAT, ["n", 13])],
        [tensor("y", T.FLOAT, ["n", 1])],
        [const("w", rng.normal(size=(13, 1)).astype(np.float32)), const("b", np.float32([0.5]))],
    )
    return m, {"x": floats("n", 13)}


def mlp():
    rng = np.random.default_rng(2)
    nodes, inits, last = [], [], "x"
    sizes = [16, 32, 32, 5]
    for i in range(3):
        inits += [
            const(f"w{i}", rng.normal(0, 0.3, (sizes[i], sizes[i + 1])).astype(np.float32)),
            const(f"b{i}", rng.normal(size=sizes[i + 1]).astype(np.float32)),
        ]
        nodes.append(h.make_node("Gemm", [last, f"w{i}", f"b{i}"], [f"g{i}"]))
        nodes.append(h.make_node("Relu" if i < 2 else "Softmax", [f"g{i}"], [f"r{i}"]))
        last = f"r{i}"
    return (
        model(nodes, [tensor("x", T.FLOAT, ["n", 16])], [tensor(last, T.FLOAT, ["n", 5])], inits),
        {"x": floats("n", 16)},
    )


def cnn():
    rng = np.random.default_rng(3)
    m = model(
        [
            h.make_node("Conv", ["x", "k", "kb"], ["c"], pads=[1, 1, 1, 1]),
            h.make_node("Relu", ["c"], ["r"]),
            h.make_node("MaxPool", ["r"], ["p"], kernel_shape=[2, 2], strides=[2, 2]),
            h.make_node("Flatten", ["p"], ["f"]),
            h.make_node("Gemm", ["f", "w", "b"], ["y"]),
        ],
        [tensor("x", T.FLOAT, ["n", 3, 8, 8])],
        [tensor("y", T.FLOAT, ["n", 10])],
        [
            const("k", rng.normal(0, 0.2, (4, 3, 3, 3)).astype(np.float32)),
            const("kb", rng.normal(size=4).astype(np.float32)),
            const("w", rng.normal(0, 0.1, (64, 10)).astype(np.float32)),
            const("b", np.zeros(10, np.float32)),
        ],
    )
    return m, {"x": floats("n", 3, 8, 8)}


def multi_input_output():
    m = model(
        [
            h.make_node("Cast", ["age"], ["age_f"], to=T.FLOAT),
            h.make_node("Add", ["age_f", "income"], ["score"]),
            h.make_node("Greater", ["age", "eighteen"], ["adult"]),
            h.make_node("Identity", ["city"], ["where"]),
        ],
        [tensor("age", T.INT64, ["n", 1]), tensor("income", T.FLOAT, ["n", 1]), tensor("city", T.STRING, ["n", 1])],
        [tensor("score", T.FLOAT, ["n", 1]), tensor("adult", T.BOOL, ["n", 1]), tensor("where", T.STRING, ["n", 1])],
        [const("eighteen", np.int64([18]))],
    )
    return m, {
        "age": lambda rng, case: rng.integers(0, 99, (1 + case % 3, 1)),
        "income": lambda rng, case: rng.normal(40e3, 9e3, (1 + case % 3, 1)).astype(np.float32),
        "city": lambda rng, case: words(rng, (1 + case % 3, 1)),
    }


ALPHABET = list("abcXYZ 0189äßÅ日本語😀\"\\/\n\t{}[],:")


def words(rng, shape):
    flat = ["".join(rng.choice(ALPHABET, rng.integers(0, 12))) for _ in range(int(np.prod(shape)))]
    return np.array(flat, dtype=object).reshape(shape)


def strings():
    m = model(
        [
            h.make_node("Identity", ["city"], ["echo"]),
            h.make_node("LabelEncoder", ["city"], ["code"], domain=ML, keys_strings=["Oslo", "Rome"],
                        values_int64s=[1, 2], default_int64=-1),
        ],
        [tensor("city", T.STRING, ["n", 2])],
        [tensor("echo", T.STRING, ["n", 2]), tensor("code", T.INT64, ["n", 2])],
        ml=True,
    )

    def make(rng, case):
        some = words(rng, (1 + case % 4, 2))
        some[0, 0] = ["Oslo", "Rome", "Bern"][case % 3]
        return some

    return m, {"city": make}


def dynamic():
    m = model(
        [h.make_node("ReduceSum", ["x", "axis"], ["sum"], keepdims=0), h.make_node("Transpose", ["x"], ["t"])],
        [tensor("x", T.FLOAT, ["batch", "seq"])],
        [tensor("sum", T.FLOAT, ["batch"]), tensor("t", T.FLOAT, ["seq", "batch"])],
        [const("axis", np.int64([1]))],
    )
    return m, {"x": lambda rng, case: rng.normal(size=(1 + case % 5, 1 + case % 9)).astype(np.float32)}


def scalar():
    m = model([h.make_node("Neg", ["x"], ["y"])], [tensor("x", T.FLOAT, [])], [tensor("y", T.FLOAT, [])])
    return m, {"x": lambda rng, case: np.asarray(rng.normal(), np.float32)}


def rank5():
    m = model(
        [h.make_node("Transpose", ["x"], ["y"], perm=[4, 0, 3, 1, 2])],
        [tensor("x", T.FLOAT, ["a", 2, "b", 3, 2])],
        [tensor("y", T.FLOAT, [2, "a", 3, 2, "b"])],
    )
    return m, {"x": lambda rng, case: rng.normal(size=(1 + case % 3, 2, 1 + case % 4, 3, 2)).astype(np.float32)}


def branch():
    """A value of the graph around a branch is used inside it by name, with a type that needs a Cast at the edge."""
    then = h.make_graph([h.make_node("Add", ["x", "one"], ["t"])], "then", [], [tensor("t", T.UINT32, None)])
    other = h.make_graph([h.make_node("Identity", ["x"], ["e"])], "else", [], [tensor("e", T.UINT32, None)])
    m = model(
        [h.make_node("If", ["flag"], ["y"], then_branch=then, else_branch=other)],
        [tensor("x", T.UINT32, ["n"]), tensor("flag", T.BOOL, [1])],
        [tensor("y", T.UINT32, ["n"])],
        [const("one", np.uint32([1]))],
    )
    return m, {
        "x": lambda rng, case: rng.integers(0, 2**32, 3, dtype=np.uint32),
        "flag": lambda rng, case: np.array([case % 2 == 0]),
    }


def passed_through():
    """An input that is an output as well."""
    m = model(
        [h.make_node("Mul", ["x", "x"], ["y"])],
        [tensor("x", T.UINT64, ["n"])],
        [tensor("y", T.UINT64, ["n"]), tensor("x", T.UINT64, ["n"])],
    )
    return m, {"x": lambda rng, case: rng.integers(0, 2**64, 4, dtype=np.uint64)}


def sequence():
    kind = h.make_sequence_type_proto(h.make_tensor_type_proto(T.FLOAT, ["n", 2]))
    m = model(
        [h.make_node("Neg", ["x"], ["y"]), h.make_node("SequenceConstruct", ["x", "y"], ["both"])],
        [tensor("x", T.FLOAT, ["n", 2])],
        [h.make_value_info("both", kind)],
    )
    return m, {"x": floats("n", 2)}


def split_sequence():
    kind = h.make_sequence_type_proto(h.make_tensor_type_proto(T.FLOAT, None))
    m = model(
        [h.make_node("SplitToSequence", ["x", "one"], ["parts"], axis=0, keepdims=1)],
        [tensor("x", T.FLOAT, ["n", 2])],
        [h.make_value_info("parts", kind)],
        [const("one", np.int64(1))],
    )
    return m, {"x": floats("n", 2)}


INTEGERS = {
    "uint8": (T.UINT8, np.uint8), "uint16": (T.UINT16, np.uint16), "uint32": (T.UINT32, np.uint32),
    "uint64": (T.UINT64, np.uint64), "int8": (T.INT8, np.int8), "int16": (T.INT16, np.int16),
    "int32": (T.INT32, np.int32), "int64": (T.INT64, np.int64),
}


def integer(name):
    kind, dtype = INTEGERS[name]
    m = model(
        [h.make_node("Identity", ["x"], ["same"]), h.make_node("Unsqueeze", ["x", "axis"], ["column"])],
        [tensor("x", kind, ["n"])],
        [tensor("same", kind, ["n"]), tensor("column", kind, ["n", 1])],
        [const("axis", np.int64([1]))],
    )
    info = np.iinfo(dtype)

    def make(rng, case):
        some = rng.integers(info.min, info.max, 3 + case % 4, dtype=dtype, endpoint=True)
        some[0], some[1] = info.min, info.max
        return some

    return m, {"x": make}


def boolean():
    m = model([h.make_node("Not", ["x"], ["y"])], [tensor("x", T.BOOL, ["n", 3])], [tensor("y", T.BOOL, ["n", 3])])
    return m, {"x": lambda rng, case: rng.integers(0, 2, (1 + case % 4, 3)).astype(bool)}


def floating(kind, dtype, scale):
    m = model(
        [h.make_node("Identity", ["x"], ["y"])], [tensor("x", kind, ["n", 4])], [tensor("y", kind, ["n", 4])]
    )
    return m, {"x": lambda rng, case: rng.normal(0, scale, (1 + case % 4, 4)).astype(dtype)}


def half_matmul():
    rng = np.random.default_rng(4)
    m = model(
        [h.make_node("MatMul", ["x", "w"], ["y"])],
        [tensor("x", T.FLOAT16, ["n", 8])],
        [tensor("y", T.FLOAT16, ["n", 3])],
        [const("w", rng.normal(size=(8, 3)).astype(np.float16))],
    )
    return m, {"x": lambda r, case: r.normal(size=(1 + case % 3, 8)).astype(np.float16)}


def external(directory):
    rng = np.random.default_rng(5)
    m = model(
        [
            h.make_node("Cast", ["x"], ["f"], to=T.FLOAT),
            h.make_node("MatMul", ["f", "w"], ["y"]),
        ],
        [tensor("x", T.UINT16, ["n", 64])],
        [tensor("y", T.FLOAT, ["n", 32])],
        [const("w", rng.normal(size=(64, 32)).astype(np.float32))],
    )
    onnx.convert_model_to_external_data(m, location="weights.bin", size_threshold=0)
    return m, {"x": lambda r, case: r.integers(0, 65536, (1 + case % 3, 64), dtype=np.uint16)}


# --- models from scikit-learn ---


def sklearn_models():
    from skl2onnx import to_onnx
    from skl2onnx.common.data_types import FloatTensorType, StringTensorType
    from sklearn.compose import ColumnTransformer
    from sklearn.datasets import load_diabetes, load_iris
    from sklearn.ensemble import GradientBoostingRegressor, RandomForestClassifier, RandomForestRegressor
    from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
    from sklearn.multioutput import MultiOutputRegressor
    from sklearn.naive_bayes import GaussianNB
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler
    from sklearn.svm import SVC
    from sklearn.tree import DecisionTreeClassifier

    iris, diabetes = load_iris(), load_diabetes()
    names = iris.target_names[iris.target]
    xi, xd = iris.data.astype(np.float32), diabetes.data.astype(np.float32)

    def sample(data):
        return lambda rng, case: (
            data[rng.integers(0, len(data), 1 + case % 5)] + rng.normal(0, 0.01, (1 + case % 5, data.shape[1]))
        ).astype(np.float32)

    def export(estimator, data, **options):
        extra = {"options": {id(estimator): options}} if options else {}
        return to_onnx(estimator, data[:1], target_opset={"": 18, ML: 3}, **extra)

    yield "sk_logistic_zipmap", export(LogisticRegression(max_iter=500).fit(xi, iris.target), xi), sample(xi)
    yield "sk_logistic_names", export(LogisticRegression(max_iter=500).fit(xi, names), xi), sample(xi)
    tree = DecisionTreeClassifier(max_depth=4, random_state=0).fit(xi, iris.target)
    yield "sk_tree", export(tree, xi, zipmap=False), sample(xi)
    forest = RandomForestClassifier(20, random_state=0).fit(xi, names)
    yield "sk_forest_names", export(forest, xi), sample(xi)
    svc = SVC(probability=True, random_state=0).fit(xi, iris.target)
    yield "sk_svc", export(svc, xi, zipmap=False), sample(xi)
    yield "sk_bayes", export(GaussianNB().fit(xi, iris.target), xi), sample(xi)
    yield "sk_neighbours", export(KNeighborsClassifier(3).fit(xi, iris.target), xi), sample(xi)
    pipeline = make_pipeline(StandardScaler(), MLPClassifier((8,), max_iter=80, random_state=0))
    yield "sk_mlp_pipeline", export(pipeline.fit(xi, iris.target), xi), sample(xi)
    yield "sk_linear", export(LinearRegression().fit(xd, diabetes.target), xd), sample(xd)
    boosted = GradientBoostingRegressor(n_estimators=20, random_state=0).fit(xd, diabetes.target)
    yield "sk_boosted", export(boosted, xd), sample(xd)
    yield "sk_forest_regressor", export(RandomForestRegressor(10, random_state=0).fit(xd, diabetes.target), xd), sample(xd)
    two = np.stack([diabetes.target, diabetes.target ** 0.5], 1)
    yield "sk_multi_output", export(MultiOutputRegressor(Ridge()).fit(xd, two), xd), sample(xd)

    cities = np.array([["Oslo"], ["Rome"], ["Bern"]] * 20, dtype=object)
    ages = np.arange(60, dtype=np.float32).reshape(-1, 1)
    columns = ColumnTransformer([("city", OneHotEncoder(handle_unknown="ignore"), [0]), ("age", "passthrough", [1])])
    mixed = make_pipeline(columns, LogisticRegression(max_iter=500))
    import pandas as pd

    frame = pd.DataFrame({"city": cities[:, 0], "age": ages[:, 0]})
    mixed.fit(frame, (ages[:, 0] > 30).astype(int))
    onx = to_onnx(
        mixed,
        initial_types=[("city", StringTensorType([None, 1])), ("age", FloatTensorType([None, 1]))],
        target_opset={"": 18, ML: 3},
    )
    yield "sk_mixed_columns", onx, {
        "city": lambda rng, case: rng.choice(["Oslo", "Rome", "Bern", "Åre"], (1 + case % 3, 1)).astype(object),
        "age": lambda rng, case: rng.integers(0, 99, (1 + case % 3, 1)).astype(np.float32),
    }


def all_models(out):
    yield "linear", *linear()
    yield "mlp", *mlp()
    yield "cnn", *cnn()
    yield "multi_input_output", *multi_input_output()
    yield "strings", *strings()
    yield "dynamic", *dynamic()
    yield "scalar", *scalar()
    yield "rank5", *rank5()
    yield "branch", *branch()
    yield "passed_through", *passed_through()
    yield "sequence", *sequence()
    yield "split_sequence", *split_sequence()
    for name in INTEGERS:
        yield name, *integer(name)
    yield "bool", *boolean()
    yield "fp16", *floating(T.FLOAT16, np.float16, 100)
    yield "bf16", *floating(T.BFLOAT16, BF16, 100)
    yield "fp64", *floating(T.DOUBLE, np.float64, 1e300)
    yield "fp32_range", *floating(T.FLOAT, np.float32, 1e37)
    yield "fp16_matmul", *half_matmul()
    yield "external_data", *external(out)
    for name, onx, inputs in sklearn_models():
        yield name, onx, inputs if isinstance(inputs, dict) else {onx.graph.input[0].name: inputs}


# --- answers ---


def zipped(value):
    """A sequence of maps as the table of its values, classes in the order of the maps."""
    return np.array([[row[key] for key in row] for row in value], np.float32)


def as_served(name, value):
    """Outputs under the names and shapes that a server gives them: sequences and maps as tensors."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return {name: zipped(value)}
    if isinstance(value, list):
        same = name == "parts"
        return {name: np.stack(value)} if same else {f"{name}_{i}": v for i, v in enumerate(value)}
    return {name: value}


def run(session, feeds, bf16):
    if not bf16:
        names = [o.name for o in session.get_outputs()]
        return dict(zip(names, session.run(names, feeds)))
    values = {k: ort.OrtValue.ortvalue_from_numpy_with_onnx_type(v, T.BFLOAT16) for k, v in feeds.items()}
    binding = session.io_binding()
    for name, value in values.items():
        binding.bind_ortvalue_input(name, value)
    for output in session.get_outputs():
        binding.bind_output(output.name)
    session.run_with_iobinding(binding)
    return {o.name: v for o, v in zip(session.get_outputs(), feeds.values())}  # an Identity


def stored(array):
    array = np.asarray(array)
    return array.astype(str) if array.dtype.kind in "OU" else array


def write(out, index, name, onx, inputs):
    directory = out / name
    directory.mkdir(parents=True, exist_ok=True)
    onnx.save(onx, str(directory / "model.onnx"))
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(str(directory / "model.onnx"), options, providers=["CPUExecutionProvider"])
    rng = np.random.default_rng(1000 + index)
    bf16 = name == "bf16"
    arrays = {}
    for case in range(CASES):
        feeds = {k: make(rng, case) for k, make in inputs.items()}
        if bf16:
            feeds = {k: v.view(np.uint16) for k, v in feeds.items()}
        suffix = ".bf16" if bf16 else ""
        for key, value in feeds.items():
            arrays[f"{case:03}/in/{key}{suffix}"] = stored(value)
        for key, value in run(session, feeds, bf16).items():
            for served, array in as_served(key, value).items():
                arrays[f"{case:03}/out/{served}{suffix}"] = stored(array)
    np.savez(directory / "cases.npz", **arrays)


def main():
    out = Path(sys.argv[1])
    count = 0
    for index, (name, onx, inputs) in enumerate(all_models(out)):
        write(out, index, name, onx, inputs)
        count += 1
    (out / "complete").touch()
    print(count, "models,", CASES, "cases each")


if __name__ == "__main__":
    main()
