"""What an optimised graph kept on disk would save and cost: processor time of making a session of ONNX Runtime with the server's
options, each time in a new process, alternating, medians.

    graph.py [--models resnet,trees] [--rounds 9]
"""
import argparse
import pathlib
import statistics
import subprocess
import sys
import tempfile

from compare import model_file

SESSION = """
import sys, time, onnxruntime as ort
model, level, write = sys.argv[1:]
options = ort.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1
options.graph_optimization_level = getattr(ort.GraphOptimizationLevel, level)
options.log_severity_level = 3
if write:
    options.optimized_model_filepath = write
begin = time.process_time()
ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
print((time.process_time() - begin) * 1000)
"""


def millis(model, level, write=""):
    return float(subprocess.check_output([sys.executable, "-c", SESSION, model, level, write], text=True))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=lambda text: text.split(","), default=["mlp-large", "trees", "cnn", "resnet"])
    parser.add_argument("--rounds", type=int, default=9)
    arguments = parser.parse_args()
    print("| model | optimised at the start, ms of processor | and written | from what was written | not optimised |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        kept = pathlib.Path(folder, "kept.onnx")
        for name in arguments.models:
            model = str(model_file(name))
            ways = [(model, "ORT_ENABLE_ALL"), (model, "ORT_ENABLE_ALL", str(kept)), (str(kept), "ORT_DISABLE_ALL"), (model, "ORT_DISABLE_ALL")]
            rounds = [[millis(*way) for way in ways] for _ in range(arguments.rounds)]
            print(f"| {name} | " + " | ".join(f"{statistics.median(each):.0f} ({min(each):.0f} to {max(each):.0f})" for each in zip(*rounds)) + " |",
                  flush=True)


if __name__ == "__main__":
    main()
