"""Which answer belongs to which request, and when two answers are the same. Standard library only."""
import json
from pathlib import Path

HERE = Path(__file__).parent
TOLERANCE = 1e-5
"""Largest difference of a probability. Processors round the last digits of an exponential differently."""

URLS = {
    "v1": "/v1/models/iris:predict",
    "v2": "/v2/models/iris/infer",
    "v2-nested-one-output": "/v2/models/iris/infer",
}
"""Path that each requests/NAME.json is posted to; its answer is expected/NAME.json."""


def request(name):
    return json.loads((HERE / "requests" / f"{name}.json").read_text(encoding="utf-8"))


def expected(name):
    return json.loads((HERE / "expected" / f"{name}.json").read_text(encoding="utf-8"))


def difference(want, got, where="$"):
    """The first place where got is not what want says, or None. Fields that want does not name may be anything."""
    if isinstance(want, dict):
        if not isinstance(got, dict):
            return f"{where}: expected an object, got {got!r}"
        missing = [key for key in want if key not in got]
        if missing:
            return f"{where}: {missing[0]} is missing"
        return first(difference(want[key], got[key], f"{where}.{key}") for key in want)
    if isinstance(want, list):
        if not isinstance(got, list) or len(got) != len(want):
            return f"{where}: expected {len(want)} entries, got {got!r}"
        return first(difference(w, g, f"{where}[{i}]") for i, (w, g) in enumerate(zip(want, got)))
    if isinstance(want, float):
        close = isinstance(got, (int, float)) and not isinstance(got, bool) and abs(got - want) <= TOLERANCE
        return None if close else f"{where}: expected {want}, got {got!r}"
    return None if got == want and type(got) is type(want) else f"{where}: expected {want!r}, got {got!r}"


def first(differences):
    return next((found for found in differences if found), None)
