"""Score a detector in torch: AP50 over VOC's twenty classes on the validation pictures of a merged index."""
from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Iterator

import cv2
import numpy as np
import torch
from torch import nn

from common import BadInput, is_validation
from data.coco_names import INDEX, VOC_CLASSES
from data.detection import read_index
from metrics_detection import ap50, mean_ap, nms_per_class
from teachers import cell_centres

PAD = 114


def letterbox(picture: np.ndarray, size: int) -> "tuple[np.ndarray, float, int, int]":
    """uint8 [h,w,3] -> (uint8 [size,size,3], scale, x pad, y pad), centred."""
    h, w = picture.shape[:2]
    scale = size / max(h, w)
    new_w, new_h = round(w * scale), round(h * scale)
    x, y = (size - new_w) // 2, (size - new_h) // 2
    out = np.full((size, size, 3), PAD, np.uint8)
    out[y:y + new_h, x:x + new_w] = cv2.resize(picture, (new_w, new_h), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    return out, scale, x, y


def decode(ltrb: np.ndarray, scores: np.ndarray, size: int, scale: float, x: int, y: int, **nms: Any) -> np.ndarray:
    """`boxes` [N,4] and `scores` [N,80] of the deployed graph -> [K,6] rows in picture pixels."""
    centres, strides = cell_centres(size)
    reach = ltrb * strides[:, None]
    corners = np.concatenate([centres - reach[:, :2], centres + reach[:, 2:]], 1)
    return nms_per_class((corners - np.array([x, y, x, y], np.float32)) / scale, scores, **nms)


def truth_rows(record: "dict[str, Any]") -> "list[list[Any]]":
    """A record's boxes with class indices."""
    return [[*b[:4], INDEX[b[4]], b[5]] for b in record["boxes"]]


Answer = Callable[[nn.Module, torch.Tensor], "tuple[np.ndarray, np.ndarray]"]


def one_stage(net: nn.Module, image: torch.Tensor) -> "tuple[np.ndarray, np.ndarray]":
    """A Yolo's answer to one picture [1,3,S,S]: corner boxes [N,4] in its pixels, class scores [N,80]."""
    ltrb, logits, _ = net(image)
    centres, strides = cell_centres(image.shape[-1])
    reach = ltrb[0].float().cpu().numpy() * strides[:, None]
    return np.concatenate([centres - reach[:, :2], centres + reach[:, 2:]], 1), logits[0].float().sigmoid().cpu().numpy()


@dataclass
class Examined:
    """A validation picture as a detector sees it: `image` [1,3,S,S] 0..1, and the way `back` from boxes in it to the picture's own pixels."""

    record: "dict[str, Any]"
    image: torch.Tensor
    back: "Callable[[np.ndarray], np.ndarray]"


def validation_pictures(index: Path, *, size: int, every: int = 1, device: torch.device = torch.device("cpu")) -> "Iterator[Examined]":
    """Every `every`-th validation picture of a merged index, letterboxed to `size`."""
    records = [r for r in read_index(index) if is_validation(r["id"])][::every]
    if not records:
        raise BadInput(f"{index}: no validation picture inside.")
    for record in records:
        picture = cv2.imread(record["img"])
        if picture is None:
            raise BadInput(f"{record['img']}: cannot be decoded; make the index again.")
        view, scale, x, y = letterbox(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), size)
        image = torch.from_numpy(view).to(device).permute(2, 0, 1)[None].float() / 255
        pad = np.array([x, y, x, y], np.float32)
        yield Examined(record, image.contiguous(memory_format=torch.channels_last), lambda boxes, pad=pad, scale=scale: (boxes - pad) / scale)


def validation_ap50(net: nn.Module, index: Path, *, size: int, every: int = 1, device: torch.device = torch.device("cpu"),
                    answer: Answer = one_stage) -> "tuple[float, dict[str, float]]":
    """(mean AP50, AP50 per class name) of a detector at one input size; `answer` gives its boxes and scores in the view's pixels."""
    was_training = net.training
    net.eval()
    predictions, truths = [], []
    with torch.no_grad():
        for seen in validation_pictures(index, size=size, every=every, device=device):
            boxes, scores = answer(net, seen.image)
            predictions.append(nms_per_class(seen.back(boxes), scores))
            truths.append(truth_rows(seen.record))
    net.train(was_training)
    per_class = ap50(predictions, truths, list(VOC_CLASSES))
    names = {v: k for k, v in INDEX.items()}
    return mean_ap(per_class), {names[c]: v for c, v in per_class.items()}


def main() -> None:
    import argparse

    from common import load_weights
    from nets.yolo import Yolo

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="*", default=[416, 320, 256])
    parser.add_argument("--every", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(1)
    net = Yolo()
    load_weights(net, args.weights)
    for size in args.sizes:
        mean, per_class = validation_ap50(net, args.index, size=size, every=args.every)
        print(json.dumps({"size": size, "ap50": round(mean, 4), "classes": {k: round(v, 3) for k, v in per_class.items()}}))


if __name__ == "__main__":
    from common import die_on_bad_input

    die_on_bad_input(main)
