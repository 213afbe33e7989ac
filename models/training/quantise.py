"""The uint8 QDQ file of a network, for WASM: `<name>.onnx` -> `<name>.u8.onnx`.

    python3 prepare.py calibration --net unet-portrait --shards shards --out shards
    python3 quantise.py ../unet-portrait/unet-portrait-256x256.onnx shards/calibration-unet-portrait-256x256.npy

Needs `onnxruntime` (quantiser) and `onnx`, not torch, so it may run in an environment of its own. Weights are int8 per channel, activations
uint8; scales come from training pictures, never from validation. The first and last convolutions stay float with `--keep-ends`.
"""
from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, numpy_helper
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from sealing import add_variant

FLOAT_OPS = {"Sigmoid", "Gemm", "ReduceMean", "GlobalAveragePool", "Sub", "Mul"}


class Pictures(CalibrationDataReader):
    """Feeds float32 [n,3,H,W] one picture at a time."""

    def __init__(self, pictures: np.ndarray, name: str) -> None:
        self.rows = iter(pictures)
        self.name = name

    def get_next(self) -> "dict[str, np.ndarray] | None":
        row = next(self.rows, None)
        return None if row is None else {self.name: row[None]}


def unfold_half(floats: Path, out: Path) -> None:
    """fp16 initialisers with a Cast behind become plain float32 initialisers: the quantiser wants constants."""
    proto = onnx.load(str(floats))
    graph = proto.graph
    half = {i.name: i for i in graph.initializer if i.data_type == TensorProto.FLOAT16}
    for node in [n for n in graph.node if n.op_type == "Cast" and n.input[0] in half]:
        value = numpy_helper.to_array(half[node.input[0]]).astype(np.float32)
        graph.initializer.append(numpy_helper.from_array(value, node.output[0]))
        graph.initializer.remove(half.pop(node.input[0]))
        graph.node.remove(node)
    onnx.save(proto, str(out))


def quantise(floats: Path, pictures: np.ndarray, out: Path, *, keep_ends: bool) -> None:
    """Write the QDQ graph; nodes of FLOAT_OPS, and the gate between them, stay float."""
    with tempfile.TemporaryDirectory() as folder:
        plain, ready = Path(folder) / "plain.onnx", Path(folder) / "ready.onnx"
        unfold_half(floats, plain)
        quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True)
        proto = onnx.load(str(ready))
        image = proto.graph.input[0]
        shape = [d.dim_value for d in image.type.tensor_type.shape.dim]
        if list(pictures.shape[1:]) != shape[1:]:
            sys.exit(f"error: {floats} takes {shape}, the calibration pictures are {list(pictures.shape)}")
        skip = [n.name for n in proto.graph.node if n.op_type in FLOAT_OPS]
        if keep_ends:
            convolutions = [n.name for n in proto.graph.node if n.op_type == "Conv"]
            skip += [convolutions[0], convolutions[-1]]
        quantize_static(str(ready), str(out), Pictures(pictures, image.name), quant_format=QuantFormat.QDQ, per_channel=True,
                        activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8, nodes_to_exclude=skip,
                        calibrate_method=CalibrationMethod.MinMax)


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("floats", type=Path)
    parser.add_argument("calibration", type=Path)
    parser.add_argument("--keep-ends", action="store_true")
    args = parser.parse_args()
    for path in (args.floats, args.calibration):
        if not path.is_file():
            sys.exit(f"error: {path}: no such file")
    out = args.floats.with_suffix(".u8.onnx")
    quantise(args.floats, np.load(args.calibration), out, keep_ends=args.keep_ends)
    add_variant(out)
    print(f"{out}: {out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
