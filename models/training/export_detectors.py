"""Exporters of the detectors, for `export.py`'s registry."""
from __future__ import annotations

from pathlib import Path

from torch import nn

from common import load_weights
from nets.yolo import Deployed, Yolo
from onnx_files import folded, parity_input, parity_record, rounded_to_half, write_facts, write_onnx

YOLO_SIZES = (416, 320, 256)


def export_yolo(checkpoint: Path, out: Path) -> "tuple[nn.Module, dict[str, object]]":
    """`yolo-<S>.onnx`: boxes [1,N,4] (ltrb from the cell centre, in strides) and scores [1,N,80]."""
    net = Yolo()
    meta = load_weights(net, checkpoint)
    ship = rounded_to_half(Deployed(folded(net)))  # type: ignore[arg-type]
    outputs, parity = ["boxes", "scores"], {}
    for size in YOLO_SIZES:
        name, shape = f"yolo-{size}.onnx", (1, 3, size, size)
        write_onnx(ship, parity_input(shape), outputs, out / name)
        parity[name] = parity_record(ship, shape, outputs)
    write_facts(out, parity)
    return net, meta
