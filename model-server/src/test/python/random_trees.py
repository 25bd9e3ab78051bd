"""Writes random XGBoost and LightGBM models with inputs and the libraries' own predictions.

    random_trees.py FOLDER COUNT SEED

Each case is a folder: model.json, model.ubj or model.txt; inputs.f64 (rows x features, little-endian);
predictions.f64 (rows x width); contributions.f64 (rows x groups x (features + 1)) where the library gives them;
case.properties with the shapes and what the model is. The first cases go through every objective and option once,
the others are random.
"""
import random
import sys
from pathlib import Path

import lightgbm
import numpy
import xgboost

XGBOOST = [
    "reg:squarederror", "reg:squaredlogerror", "reg:logistic", "reg:pseudohubererror", "reg:absoluteerror",
    "reg:quantileerror", "reg:gamma", "reg:tweedie", "count:poisson", "survival:cox", "survival:aft",
    "binary:logistic", "binary:logitraw", "binary:hinge", "multi:softmax", "multi:softprob",
    "rank:pairwise", "rank:ndcg", "rank:map"]
LIGHTGBM = [
    "regression", "regression_sqrt", "regression_l1", "huber", "fair", "quantile", "mape", "poisson", "gamma",
    "tweedie", "binary", "multiclass", "multiclassova", "cross_entropy", "cross_entropy_lambda", "lambdarank",
    "rank_xendcg", "custom", "xentropy", "xentlambda", "regression_l1_sqrt", "fair_sqrt", "quantile_sqrt", "mape_sqrt"]
XGBOOST_OPTIONS = ["gbtree", "dart", "gblinear", "forest", "one-hot", "partition", "early", "several", "vector",
                   "base", "names", "deep"]
LIGHTGBM_OPTIONS = ["gbdt", "rf", "dart", "goss", "categorical", "zero", "never-missing", "names", "early", "deep"]
ROWS = 300


def table(rng, features, categorical):
    """Rows with missing values, repeated values, zeros and, in the last columns, category codes."""
    x = rng.standard_normal((ROWS, features))
    x[:, ::2] = numpy.round(x[:, ::2], 1)
    x[rng.random(x.shape) < 0.1] = numpy.nan
    x[rng.random(x.shape) < 0.1] = 0
    for column in range(features - categorical, features):
        x[:, column] = rng.integers(0, 5 + 40 * (column % 2), ROWS)
    return x.astype(numpy.float32).astype(numpy.float64)


def signal(rng, x):
    x = numpy.nan_to_num(x)
    return x @ rng.standard_normal(x.shape[1]) * 0.3 + numpy.sin(3 * x[:, 0]) + (x[:, -1] % 3 == 1)


def labels(rng, kind, y):
    """Labels that an objective can be trained on."""
    low = (y - y.min()) / (numpy.ptp(y) + 1e-9)
    if kind == "rank:map" or "binary" in kind:
        return (low > 0.5).astype(float)
    if "rank" in kind:
        return numpy.floor(low * 3.99)
    if "logistic" in kind or "entropy" in kind or kind == "xentlambda":
        return low
    if "multi" in kind:
        return numpy.floor(low * 2.99)
    if any(word in kind for word in ("gamma", "tweedie", "aft", "cox", "squaredlog")):
        return low * 10 + 0.1
    return numpy.floor(low * 20) if "poisson" in kind else y * 10


def thresholds_of(values):
    """A list of numbers at and right beside the thresholds of a model."""
    values = numpy.array([v for v in values if numpy.isfinite(v)] or [0.0])
    return numpy.concatenate([values, numpy.nextafter(values, -numpy.inf), numpy.nextafter(values, numpy.inf)])


def probes(rng, x, thresholds, single, categorical):
    """Rows to predict: some of training, others on thresholds, missing, huge, tiny and with strange categories."""
    rows = x[rng.integers(0, len(x), 60)].copy()
    numeric = x.shape[1] - categorical
    # Only float32 numbers can be on a threshold that XGBoost sees; a neighbour in float64 is the same number there.
    dtype = numpy.float32 if single else numpy.float64
    near = thresholds_of(numpy.array(thresholds, dtype=dtype))
    for row in rows[20:]:
        for column in range(numeric):
            if rng.random() < 0.5:
                row[column] = rng.choice(near)
    largest = 3e38 if single else 1e300
    odd = numpy.array([numpy.nan, 0.0, -0.0, 1e-40, -1e-40, 1e-36, -1e-36, largest, -largest, 1e-30])
    for row in rows[40:]:
        for column in range(numeric):
            if rng.random() < 0.5:
                row[column] = rng.choice(odd if single else numpy.append(odd, [numpy.inf, -numpy.inf]))
    strange = [numpy.nan, 3.7, 2, 999] if single else [numpy.nan, -1, -0.5, 3.7, 2, 1e6, 3e9, numpy.inf, -numpy.inf]
    for row in rows[30:]:
        for column in range(numeric, x.shape[1]):
            if rng.random() < 0.5:
                row[column] = rng.choice(strange)
    return rows.astype(numpy.float32).astype(numpy.float64) if single else rows


def xgboost_case(rng, objective, option, folder):
    features = int(rng.integers(2, 9))
    categorical = min(2, features - 1) if option in ("one-hot", "partition") else 0
    x = table(rng, features, categorical)
    y = labels(rng, objective, signal(rng, x))
    vector = option in ("several", "vector") and objective in ("reg:squarederror", "binary:logistic")
    parameters = {"objective": objective, "seed": int(rng.integers(1 << 30)), "nthread": 1,
                  "max_depth": 12 if option == "deep" else int(rng.integers(1, 6)),
                  "eta": float(rng.uniform(0.05, 0.5)), "tree_method": "hist"}
    rounds = 90 if option == "deep" else int(rng.integers(1, 14))
    if objective.startswith("multi"):
        parameters["num_class"] = 3
    if objective == "reg:quantileerror":
        parameters["quantile_alpha"] = [0.2, 0.5, 0.8] if rng.random() < 0.5 else 0.7
    if option == "gblinear":
        parameters = {k: v for k, v in parameters.items() if k not in ("max_depth", "tree_method")}
        parameters |= {"booster": "gblinear", "updater": "coord_descent"}
    if option == "dart":
        parameters |= {"booster": "dart", "rate_drop": 0.5}
    if option == "forest":
        parameters |= {"num_parallel_tree": 3, "subsample": 0.6}
    if option == "vector" and vector:
        parameters["multi_strategy"] = "multi_output_tree"
    if categorical:
        parameters["max_cat_to_onehot"] = 100 if option == "one-hot" else 1
    if option == "base":
        parameters["base_score"] = 0.3
    if vector:
        y = numpy.stack([y, y[::-1], (y > numpy.median(y)).astype(float)], 1)
        if objective == "binary:logistic":
            y = (y > 0.5).astype(float)
    types = ["q"] * (features - categorical) + ["c"] * categorical
    names = [f"column {i} \u00fc" for i in range(features)] if option == "names" else None

    def matrix(data, **more):
        return xgboost.DMatrix(data.astype(numpy.float32), feature_types=types, feature_names=names,
                               enable_categorical=bool(categorical), **more)

    train = matrix(x, label=y)
    if objective.startswith("rank"):
        train.set_group([30] * (ROWS // 30))
    if objective == "survival:aft":
        train.set_float_info("label_lower_bound", y)
        train.set_float_info("label_upper_bound", y)
    early = option == "early" and not objective.startswith("rank")
    if early:
        shuffled = matrix(x, label=numpy.random.default_rng(1).permutation(y))
        if objective == "survival:aft":
            shuffled.set_float_info("label_lower_bound", y[::-1])
            shuffled.set_float_info("label_upper_bound", y[::-1])
        booster = xgboost.train(parameters, train, 30, evals=[(shuffled, "other")], early_stopping_rounds=3,
                                verbose_eval=False)
    else:
        booster = xgboost.train(parameters, train, rounds)
    thresholds = [0.0]
    if option != "gblinear":
        text = booster.get_dump(dump_format="text")
        thresholds += [float(line.split("<")[1].split("]")[0]) for tree in text for line in tree.split("\n") if "<" in line]
    data = probes(rng, x, thresholds, True, categorical)
    used = (0, booster.best_iteration + 1) if early else (0, 0)
    booster.save_model(folder / ("model.ubj" if rng.random() < 0.5 else "model.json"))
    width = 3 if vector or "num_class" in parameters or isinstance(parameters.get("quantile_alpha"), list) else 1
    contributions = None
    if option != "vector":
        contributions = booster.predict(matrix(data), pred_contribs=True, iteration_range=used)
    return data, booster.predict(matrix(data), iteration_range=used), contributions, width


def lightgbm_case(rng, objective, option, folder):
    features = int(rng.integers(2, 9))
    categorical = min(2, features - 1) if option == "categorical" else 0
    x = table(rng, features, categorical)
    y = labels(rng, objective, signal(rng, x))
    parameters = {"objective": objective.removesuffix("_sqrt"), "verbose": -1, "num_threads": 1, "seed": 1,
                  "deterministic": True, "min_data_in_leaf": 3, "learning_rate": float(rng.uniform(0.05, 0.4)),
                  "num_leaves": 200 if option == "deep" else int(rng.integers(2, 20)), "min_data_per_group": 5,
                  "cat_smooth": 1.0, "max_cat_to_onehot": int(rng.choice([1, 4]))}
    rounds = 90 if option == "deep" else int(rng.integers(1, 14))
    if objective == "custom":
        def gradient(prediction, data):
            return prediction - data.get_label(), numpy.ones_like(prediction)
        parameters["objective"] = gradient
    if objective.endswith("_sqrt"):
        parameters["reg_sqrt"] = True
    if objective in ("binary", "multiclassova"):
        parameters["sigmoid"] = float(rng.choice([1.0, 0.7]))
    if objective.startswith("multiclass"):
        parameters["num_class"] = 3
    if option in ("rf", "dart"):
        parameters["boosting"] = option if objective != "custom" else "dart"
    if option == "rf":
        parameters |= {"bagging_freq": 1, "bagging_fraction": 0.6}
    if option == "goss":
        parameters |= {"data_sample_strategy": "goss", "learning_rate": 1.0}
    if option == "zero":
        parameters["zero_as_missing"] = True
    if option == "never-missing":
        parameters["use_missing"] = False
    names = [f"column_{i}" for i in range(features)] if option == "names" else "auto"
    ranking = "rank" in objective
    train = lightgbm.Dataset(x, y, group=[30] * (ROWS // 30) if ranking else None, feature_name=names,
                             categorical_feature=list(range(features - categorical, features)))
    if option == "early" and not ranking and objective != "custom":
        other = lightgbm.Dataset(x, numpy.random.default_rng(1).permutation(y), reference=train)
        booster = lightgbm.train(parameters, train, 30, valid_sets=[other],
                                 callbacks=[lightgbm.early_stopping(3, verbose=False)])
    else:
        booster = lightgbm.train(parameters, train, rounds)
    path = folder / "model.txt"
    booster.save_model(path)
    thresholds = [0.0]
    for line in path.read_text().split("\n"):
        if line.startswith("threshold="):
            thresholds += [float(word) for word in line[10:].split()]
    data = probes(rng, x, thresholds, False, categorical)
    loaded = lightgbm.Booster(model_file=path)
    return data, loaded.predict(data), loaded.predict(data, pred_contrib=True), 3 if "num_class" in parameters else 1


def plan(count, seed):
    """First everything once, then anything."""
    chosen = random.Random(seed)
    cases = [("xgboost", o, chosen.choice(["gbtree", "base", "names"])) for o in XGBOOST]
    cases += [("xgboost", o, "gblinear") for o in XGBOOST]
    cases += [("lightgbm", o, "gbdt") for o in LIGHTGBM]
    cases += [("xgboost", "reg:squarederror", o) for o in XGBOOST_OPTIONS if o != "gblinear"]
    cases += [("xgboost", "binary:logistic", o) for o in ("dart", "early", "several", "vector", "deep")]
    cases += [("xgboost", "multi:softprob", o) for o in ("dart", "forest", "early")]
    cases += [("lightgbm", "regression", o) for o in LIGHTGBM_OPTIONS]
    cases += [("lightgbm", "multiclass", o) for o in ("rf", "dart", "early", "categorical")]
    while len(cases) < count:
        cases.append(chosen.choice([
            ("xgboost", chosen.choice(XGBOOST), chosen.choice(XGBOOST_OPTIONS)),
            ("lightgbm", chosen.choice(LIGHTGBM), chosen.choice(LIGHTGBM_OPTIONS))]))
    return cases[:count]


def main():
    root, count, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    for number, (library, objective, option) in enumerate(plan(count, seed)):
        folder = root / f"{number:04d}"
        folder.mkdir(parents=True)
        rng = numpy.random.default_rng([seed, number])
        make = xgboost_case if library == "xgboost" else lightgbm_case
        data, predictions, contributions, groups = make(rng, objective, option, folder)
        data.astype("<f8").tofile(folder / "inputs.f64")
        predictions.astype("<f8").tofile(folder / "predictions.f64")
        if contributions is not None:
            contributions.astype("<f8").tofile(folder / "contributions.f64")
        width = 1 if predictions.ndim == 1 else predictions.shape[1]
        (folder / "case.properties").write_text(
            f"name={library} {objective} {option}\nrows={len(data)}\nfeatures={data.shape[1]}\n"
            f"width={width}\ngroups={groups}\n".replace("\\", "\\\\"))


if __name__ == "__main__":
    main()
