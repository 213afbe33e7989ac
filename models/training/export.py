"""Write the shipped ONNX files of one network (or all) from its checkpoint.

    python3 export.py unet-portrait                       # from checkpoints/unet-portrait.pt
    python3 export.py resnet --checkpoint runs/resnet/ema.pt --keep

`--keep` also stores the checkpoint's weights as fp16 in checkpoints/<net>.pt, the form that is committed.
"""
from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Callable

import torch
from torch import Tensor, nn

from common import CHECKPOINTS, HERE, BadInput, die_on_bad_input, load_weights, save_weights
from export_detectors import export_rcnn, export_yolo
from half_compute import write_half_compute
from nets.resnet import ResNet
from nets.unet_portrait import UnetPortrait
from onnx_files import folded, parity_record, rounded_to_half, write_facts, write_onnx

MODELS = HERE.parent
PORTRAIT_SIZES = ((256, 256), (256, 144))  # width, height


class Alpha(nn.Module):
    """The portrait network with its sigmoid: image -> alpha."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, image: Tensor) -> Tensor:
        return torch.sigmoid(self.net(image))


def portrait_net(checkpoint: Path) -> "tuple[UnetPortrait, dict[str, object]]":
    """The trained portrait network and its meta."""
    net = UnetPortrait()
    return net, load_weights(net, checkpoint)


def classifier_net(checkpoint: Path) -> "tuple[ResNet, dict[str, object]]":
    """The trained classifier and its meta (shape, px, names)."""
    meta = torch.load(checkpoint, map_location="cpu").get("meta") if checkpoint.is_file() else None
    if not meta or "shape" not in meta:
        raise BadInput(f"{checkpoint}: no classifier checkpoint; train_resnet.py writes one")
    net = ResNet(**meta["shape"])
    return net, load_weights(net, checkpoint)


def export_unet_portrait(checkpoint: Path, out: Path) -> "tuple[nn.Module, dict[str, object]]":
    """`unet-portrait-<W>x<H>.onnx`: alpha [1,1,H,W], the person's probability."""
    net, meta = portrait_net(checkpoint)
    alpha = rounded_to_half(Alpha(folded(net)))
    parity = {}
    for width, height in PORTRAIT_SIZES:
        name = f"unet-portrait-{width}x{height}.onnx"
        shape = (1, 3, height, width)
        write_onnx(alpha, torch.rand(shape), ["alpha"], out / name)
        write_half_compute(out / name)
        parity[name] = parity_record(alpha, shape, ["alpha"])
    write_facts(out, parity)
    return net, meta


def labels_ts(names: "list[str]") -> str:
    """The TypeScript list of the classifier's words, in tensor order."""
    lines = "".join(f"  {json.dumps(n) if chr(39) in n else chr(39) + n + chr(39)},\n" for n in names)
    return ("/** What the classifier can say, in tensor order. Written by `models/training/export.py resnet`. */\n"
            f"export const LABELS: readonly string[] = [\n{lines}];\n")


def export_resnet(checkpoint: Path, out: Path) -> "tuple[nn.Module, dict[str, object]]":
    """`resnet.onnx` (logits [1,K], embedding [1,D]) and `labels.ts`."""
    net, meta = classifier_net(checkpoint)
    ship = rounded_to_half(folded(net))
    px = int(str(meta["px"]))
    shape, outputs = (1, 3, px, px), ["logits", "embedding"]
    write_onnx(ship, torch.rand(shape), outputs, out / "resnet.onnx")
    write_half_compute(out / "resnet.onnx")
    write_facts(out, {"resnet.onnx": parity_record(ship, shape, outputs)})
    (out / "labels.ts").write_text(labels_ts(list(meta["names"])))  # type: ignore[call-overload]
    return net, meta


Exporter = Callable[[Path, Path], "tuple[nn.Module, dict[str, object]]"]
EXPORTERS: "dict[str, Exporter]" = {"unet-portrait": export_unet_portrait, "resnet": export_resnet, "yolo": export_yolo, "rcnn": export_rcnn}


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("net", choices=[*EXPORTERS, "all"])
    parser.add_argument("--checkpoint", type=Path, default=None, help="default: checkpoints/<net>.pt")
    parser.add_argument("--out", type=Path, default=None, help="default: models/<net>")
    parser.add_argument("--keep", action="store_true", help="store the weights as checkpoints/<net>.pt too")
    args = parser.parse_args()
    for net in EXPORTERS if args.net == "all" else [args.net]:
        out = args.out or MODELS / net
        model, meta = EXPORTERS[net](args.checkpoint or CHECKPOINTS / f"{net}.pt", out)
        if args.keep:
            save_weights(model, CHECKPOINTS / f"{net}.pt", dict(meta))
        for path in sorted(out.glob("*.onnx")):
            print(f"{path.relative_to(out.parent)}: {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    die_on_bad_input(main)
