"""From a torch module to a shipped ONNX file: batch norm folded, opset 17, static shapes, weights stored as fp16.

fp16 storage: every large float initialiser becomes a float16 initialiser with a Cast to float32 behind it. The runtime folds the
Cast when it loads the graph, so this halves the download and changes neither speed nor arithmetic. Weights are rounded in torch
first, so the file and the module that `parity.json` was computed with hold the same numbers.
"""
from __future__ import annotations

import copy
import json
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from sealing import file_facts, parity_picture, sampled, seal

OPSET = 17
LEAST_ELEMENTS = 64  # smaller tensors stay fp32: a Cast would cost more than it saves


def folded(model: nn.Module) -> nn.Module:
    """A copy in eval mode with every Conv2d-BatchNorm2d pair inside a Sequential made one convolution."""
    model = copy.deepcopy(model).float().cpu().eval()
    for module in model.modules():
        if not isinstance(module, nn.Sequential):
            continue
        for i in range(len(module) - 1):
            if isinstance(module[i], nn.Conv2d) and isinstance(module[i + 1], nn.BatchNorm2d):
                module[i] = fuse_conv_bn_eval(module[i], module[i + 1])
                module[i + 1] = nn.Identity()
    return model


def rounded_to_half(model: nn.Module) -> nn.Module:
    """Round, in place, the parameters that will be stored as fp16; leaves the module in eval mode."""
    with torch.no_grad():
        for p in model.parameters():
            if p.numel() >= LEAST_ELEMENTS:
                p.copy_(p.half().float())
    return model.eval()


def store_as_half(graph: onnx.GraphProto) -> int:
    """Turn float32 initialisers into float16 ones with a Cast behind; returns how many."""
    casts = []
    for tensor in list(graph.initializer):
        if tensor.data_type != TensorProto.FLOAT:
            continue
        value = numpy_helper.to_array(tensor)
        if value.size < LEAST_ELEMENTS:
            continue
        half = numpy_helper.from_array(value.astype(np.float16), tensor.name + "_f16")
        graph.initializer.remove(tensor)
        graph.initializer.append(half)
        casts.append(helper.make_node("Cast", [half.name], [tensor.name], name=f"cast_{tensor.name}", to=TensorProto.FLOAT))
    for node in reversed(casts):
        graph.node.insert(0, node)
    return len(casts)


def write_onnx(model: nn.Module, image: Tensor, outputs: "list[str]", path: Path, *, half: bool = True, inputs: "list[str] | None" = None) -> None:
    """Export `model(image)` to `path`; input `image`, the named outputs, metadata left empty."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # static shapes are the point here, the tracer warns of each
        torch.onnx.export(model.eval(), image, str(path), opset_version=OPSET, input_names=inputs or ["image"], output_names=outputs)
    proto = onnx.load(str(path))
    if half:
        store_as_half(proto.graph)
    proto.doc_string, proto.producer_name = "", "sightline models/training/export.py"
    for node in proto.graph.node:
        node.doc_string = ""
    onnx.checker.check_model(proto)
    path.write_bytes(proto.SerializeToString())


def parity_input(shape: "tuple[int, ...]") -> Tensor:
    """`parity_picture` as a tensor."""
    return torch.from_numpy(parity_picture(shape))


def parity_record(model: nn.Module, shape: "tuple[int, ...]", outputs: "list[str]") -> "dict[str, object]":
    """What torch answers to `parity_input(shape)`."""
    with torch.no_grad():
        answers = model(parity_input(shape))
    values = answers if isinstance(answers, (tuple, list)) else (answers,)
    return sampled({name: value.numpy() for name, value in zip(outputs, values)}, shape)


def write_facts(folder: Path, parity: "dict[str, dict[str, object]]") -> None:
    """`<folder>/parity.json`: per file its bytes and SHA-256; the floats have a parity record too. Older uint8 files are dropped."""
    facts = {name: {**file_facts(folder / name), "parity": record} for name, record in parity.items()}
    for half in sorted(folder.glob("*.f16.onnx")):
        facts[half.name] = file_facts(half)
    for stale in folder.glob("*.u8.onnx"):
        stale.unlink()
    (folder / "parity.json").write_text(json.dumps(facts, indent=1) + "\n")
    seal(folder, {name: {"bytes": f["bytes"], "sha256": f["sha256"]} for name, f in facts.items()})
