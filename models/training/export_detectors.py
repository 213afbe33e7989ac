"""Exporters of the detectors, for `export.py`'s registry."""
from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from common import load_weights
from half_compute import write_half_compute
from nets.rcnn import DeployedHead, DeployedRpn, Rcnn
from nets.yolo import Deployed, Yolo
from onnx_files import folded, parity_input, parity_record, rounded_to_half, write_facts, write_onnx

YOLO_SIZES = (416, 320, 256)
RCNN_SIZE = 320  # of the one-stage detector that the app starts with, so that the two compare
RCNN_ROIS = 32  # of one run of the head; more proposals are more runs, so that the cost follows their number (models/rcnn/CARD.md)


def export_yolo(checkpoint: Path, out: Path) -> "tuple[nn.Module, dict[str, object]]":
    """`yolo-<S>.onnx`: boxes [1,N,4] (ltrb from the cell centre, in strides) and scores [1,N,80]."""
    net = Yolo()
    meta = load_weights(net, checkpoint)
    ship = rounded_to_half(Deployed(folded(net)))  # type: ignore[arg-type]
    outputs, parity = ["boxes", "scores"], {}
    for size in YOLO_SIZES:
        name, shape = f"yolo-{size}.onnx", (1, 3, size, size)
        write_onnx(ship, parity_input(shape), outputs, out / name)
        write_half_compute(out / name)
        parity[name] = parity_record(ship, shape, outputs)
    write_facts(out, parity)
    return net, meta


class HeadAlone(nn.Module):
    """The RoI head with both inputs cut out of one parity picture, so that it can be checked without the first stage."""

    def __init__(self, head: nn.Module) -> None:
        super().__init__()
        self.head = head

    def forward(self, features: Tensor) -> "tuple[Tensor, Tensor]":
        return self.head(features, parity_rois())  # type: ignore[no-any-return]


def parity_rois() -> Tensor:
    """The RoIs of the parity test [1,R,4]: number i has its corner at (5i % 200, 7i % 200) and is 20 + i pixels wide and high."""
    i = torch.arange(RCNN_ROIS, dtype=torch.float32)
    x, y = (i * 5) % 200, (i * 7) % 200
    return torch.stack([x, y, x + 20 + i, y + 20 + i], -1)[None]


def export_rcnn(checkpoint: Path, out: Path) -> "tuple[nn.Module, dict[str, object]]":
    """`rpn.onnx`: boxes [1,N,4], objectness [1,N], features [1,64,40,40]; `roi-head.onnx`: scores [1,R,80], deltas [1,R,80,4]."""
    net = Rcnn()
    meta = load_weights(net, checkpoint)
    whole = folded(net)
    rpn = rounded_to_half(DeployedRpn(whole.rpn))  # type: ignore[arg-type]
    head = rounded_to_half(DeployedHead(whole.head))  # type: ignore[arg-type]
    image, features = (1, 3, RCNN_SIZE, RCNN_SIZE), (1, 64, RCNN_SIZE // 8, RCNN_SIZE // 8)
    write_onnx(rpn, parity_input(image), ["boxes", "objectness", "features"], out / "rpn.onnx")
    write_onnx(head, (parity_input(features), parity_rois()), ["scores", "deltas"], out / "roi-head.onnx",  # type: ignore[arg-type]
               inputs=["features", "rois"])
    write_half_compute(out / "rpn.onnx")
    write_facts(out, {"rpn.onnx": parity_record(rpn, image, ["boxes", "objectness", "features"]),
                      "roi-head.onnx": parity_record(HeadAlone(head), features, ["scores", "deltas"])})
    return net, meta
