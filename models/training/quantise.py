"""The uint8 QDQ file of a network, for WASM: `<name>.onnx` -> `<name>.u8.onnx`, recorded beside it.

    python3 prepare.py calibration --net detector --index voc-merged.jsonl --sizes 320x320 --out shards
    python3 quantise.py ../yolo/yolo-320.onnx shards/calibration-detector-320x320.npy

Needs `onnxruntime` (quantiser) and `onnx`, not torch, so it may run in an environment of its own. Weights are int8 per channel, activations
uint8; scales come from training pictures, never from validation.

What WASM computes no faster in uint8 stays float. Measured there, one thread, per layer of yolo-320 (README.md, "fp16 and uint8 files"): dense
3x3 convolutions take half the time, 1x1 ones save what the rounding of their outputs costs, depthwise ones take three times as long. So a detector
is uint8 up to its head, which begins with depthwise convolutions, and its boxes and scores are computed in floats.
"""
from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, numpy_helper
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from sealing import add_variant, parity_picture, sampled

FLOAT_OPS = {"Sigmoid", "Gemm", "ReduceMean", "GlobalAveragePool", "Sub", "Mul"}


class Pictures(CalibrationDataReader):
    """Feeds uint8 [n,3,H,W], where 255 is 1.0, one picture at a time."""

    def __init__(self, pictures: np.ndarray, name: str) -> None:
        self.rows = iter(pictures)
        self.name = name

    def get_next(self) -> "dict[str, np.ndarray] | None":
        row = next(self.rows, None)
        return None if row is None else {self.name: row[None].astype(np.float32) / 255}


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


def is_depthwise(node: onnx.NodeProto) -> bool:
    """A convolution in groups."""
    return node.op_type == "Conv" and any(a.name == "group" and a.i > 1 for a in node.attribute)


def from_depthwise_on(graph: onnx.GraphProto) -> "set[str]":
    """Names of the depthwise convolutions and of every node that is fed by one, however indirectly."""
    readers = defaultdict(list)
    for node in graph.node:
        for name in node.input:
            readers[name].append(node)
    found: "set[str]" = set()
    todo = [n for n in graph.node if is_depthwise(n)]
    while todo:
        node = todo.pop()
        if node.name not in found:
            found.add(node.name)
            todo += [reader for name in node.output for reader in readers[name]]
    return found


def kept_float(graph: onnx.GraphProto, *, depthwise: bool, keep_ends: bool) -> "list[str]":
    """Names of the nodes that are not quantised."""
    keep = {n.name for n in graph.node if n.op_type in FLOAT_OPS}
    if not depthwise:
        keep |= from_depthwise_on(graph)
    convolutions = [n.name for n in graph.node if n.op_type == "Conv"]
    if keep_ends:
        keep |= {convolutions[0], convolutions[-1]}
    if keep.issuperset(convolutions):
        sys.exit("error: no convolution would be left in uint8; --depthwise quantises those behind depthwise ones too.")
    return sorted(keep)


def quantise(floats: Path, pictures: np.ndarray, out: Path, *, depthwise: bool = False, keep_ends: bool = False) -> None:
    """Write the QDQ graph of `floats` to `out`, its scales from `pictures`, uint8 [n,3,H,W]."""
    with tempfile.TemporaryDirectory() as folder:
        plain, ready = Path(folder) / "plain.onnx", Path(folder) / "ready.onnx"
        unfold_half(floats, plain)
        quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True)
        proto = onnx.load(str(ready))
        image = proto.graph.input[0]
        shape = [d.dim_value for d in image.type.tensor_type.shape.dim]
        if pictures.dtype != np.uint8 or list(pictures.shape[1:]) != shape[1:]:
            sys.exit(f"error: {floats} takes {shape}; the calibration pictures are {pictures.dtype} {list(pictures.shape)}, wanted uint8. "
                     "Make them with prepare.py calibration.")
        quantize_static(str(ready), str(out), Pictures(pictures, image.name), quant_format=QuantFormat.QDQ, per_channel=True,
                        activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8, calibrate_method=CalibrationMethod.MinMax,
                        nodes_to_exclude=kept_float(proto.graph, depthwise=depthwise, keep_ends=keep_ends))


def answers_of(path: Path) -> "dict[str, object]":
    """A parity record: what the file answers node by node, nothing fused, so in floats between its roundings. Integer kernels must come near it."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    image = session.get_inputs()[0]
    names = [o.name for o in session.get_outputs()]
    return sampled(dict(zip(names, session.run(names, {image.name: parity_picture(image.shape)}))), image.shape)


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("floats", type=Path)
    parser.add_argument("calibration", type=Path)
    parser.add_argument("--depthwise", action="store_true", help="quantise depthwise convolutions and what comes after them too")
    parser.add_argument("--keep-ends", action="store_true", help="leave the first and the last convolution in floats")
    args = parser.parse_args()
    for path in (args.floats, args.calibration):
        if not path.is_file():
            sys.exit(f"error: {path}: no such file")
    out = args.floats.with_suffix(".u8.onnx")
    quantise(args.floats, np.load(args.calibration), out, depthwise=args.depthwise, keep_ends=args.keep_ends)
    add_variant(out, answers_of(out))
    print(f"{out}: {out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
