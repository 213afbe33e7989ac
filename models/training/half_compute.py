"""The shipped floats as a graph that computes in float16, for adapters with shader-f16.

Same weights; a Cast after the input and one before every output, which stay float32. `export.py` writes it beside the floats.
"""
from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

KEEPS_FLOAT = {"Resize": (1, 2)}  # inputs that must stay float32: regions and scales


def without_casts(graph: onnx.GraphProto) -> None:
    """Remove the Casts behind fp16 initialisers; their readers read the fp16 tensor."""
    half = {i.name for i in graph.initializer if i.data_type == TensorProto.FLOAT16}
    renamed = {n.output[0]: n.input[0] for n in graph.node if n.op_type == "Cast" and n.input[0] in half}
    for node in [n for n in graph.node if n.op_type == "Cast" and n.input[0] in half]:
        graph.node.remove(node)
    for node in graph.node:
        for i, name in enumerate(node.input):
            node.input[i] = renamed.get(name, name)


def to_half(tensor: TensorProto) -> TensorProto:
    """A float32 tensor as float16 under the same name."""
    return numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), tensor.name)


def half_compute(model: onnx.ModelProto) -> onnx.ModelProto:
    """The graph with float16 between input and outputs, which stay float32."""
    out = onnx.ModelProto()
    out.CopyFrom(model)
    graph = out.graph
    without_casts(graph)
    protected = {n.input[i] for n in graph.node for i in KEEPS_FLOAT.get(n.op_type, ()) if i < len(n.input)}
    for tensor in list(graph.initializer):
        if tensor.data_type == TensorProto.FLOAT and tensor.name not in protected:
            graph.initializer.remove(tensor)
            graph.initializer.append(to_half(tensor))
    for node in graph.node:
        for attribute in node.attribute:
            if node.op_type == "Constant" and attribute.name == "value" and attribute.t.data_type == TensorProto.FLOAT and node.output[0] not in protected:
                attribute.t.CopyFrom(to_half(attribute.t))
    ends = {o.name for o in graph.output}
    for node in graph.node:
        node.input[:] = [f"{n}_f16" if n in ends or n == graph.input[0].name else n for n in node.input]
        node.output[:] = [f"{n}_f16" if n in ends else n for n in node.output]
    image = graph.input[0].name
    graph.node.insert(0, helper.make_node("Cast", [image], [f"{image}_f16"], name="to_f16", to=TensorProto.FLOAT16))
    for name in sorted(ends):
        graph.node.append(helper.make_node("Cast", [f"{name}_f16"], [name], name=f"{name}_to_f32", to=TensorProto.FLOAT))
    del graph.value_info[:]
    onnx.checker.check_model(out)
    return out


def write_half_compute(floats: Path) -> Path:
    """`<name>.onnx` -> `<name>.f16.onnx` beside it."""
    out = floats.with_suffix(".f16.onnx")
    out.write_bytes(half_compute(onnx.load(str(floats))).SerializeToString())
    return out
