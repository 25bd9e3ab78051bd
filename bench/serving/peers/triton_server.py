"""Triton's own server with its ONNX Runtime backend, which no package carries: TRITON_BACKENDS names a folder that has it
(onnxruntime/libtriton_onnxruntime.so and its libonnxruntime.so), built from its source."""
import os
import pathlib
import shutil
import tempfile

import pytriton

server = pathlib.Path(pytriton.__file__).parent / "tritonserver" / "bin" / "tritonserver"
repository = pathlib.Path(tempfile.mkdtemp())
version = repository / os.environ["NAME"] / "1"
version.mkdir(parents=True)
shutil.copy(os.environ["MODEL"], version / "model.onnx")
dims = os.environ["TRITON_CONFIG"]
(version.parent / "config.pbtxt").write_text(
    f'name: "{os.environ["NAME"]}"\nbackend: "onnxruntime"\n{dims}\n'
    'instance_group [{ kind: KIND_CPU count: 1 }]\nparameters { key: "intra_op_thread_count" value: { string_value: "1" } }\n'
)
os.environ["LD_LIBRARY_PATH"] = ":".join(
    [str(server.parent.parent / "external_libs"), str(pathlib.Path(pytriton.__file__).parent.parent / "nvidia_pytriton.libs")]
)
os.execv(server, [
    str(server), f"--model-repository={repository}", f"--backend-directory={os.environ['TRITON_BACKENDS']}",
    f"--http-port={os.environ['PORT']}", f"--grpc-port={os.environ['GRPC_PORT']}", "--allow-metrics=false",
    "--http-thread-count=1", "--log-info=false", "--log-warning=false",
])
