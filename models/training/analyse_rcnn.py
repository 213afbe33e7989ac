"""Where the two-stage detector wins and loses: the same validation pictures with one of its parts changed at a time.

    python analyse_rcnn.py --index voc-merged.jsonl --weights checkpoints/rcnn.pt --one-stage checkpoints/yolo.pt

Printed as Markdown: how many objects the proposals cover (IoU >= 0.5) by their number, and AP50 over VOC's twenty classes of the
whole detector, without its second box, with the class alone as score, with fewer and more proposals, and of the one-stage detector.
"""
from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from common import die_on_bad_input, load_weights
from data.coco_names import VOC_CLASSES
from evaluate_detection import one_stage, truth_rows, validation_pictures
from metrics_detection import ap50, iou_matrix, mean_ap, nms_per_class
from nets.rcnn import FEATURE_STRIDE, MIDDLE, Rcnn, apply_deltas, roi_align
from nets.yolo import Yolo
from proposals import corners_of, fuse_scores, propose

COUNTS = (16, 32, 64, 128, 300)
STANDARD = 64
Array = np.ndarray


def answers(net: Rcnn, yolo: "Yolo | None", image: Tensor) -> "tuple[dict[str, tuple[Array, Array]], Array]":
    """Boxes [R,4] or [R,80,4] and scores [R,80] of each variant for one picture [1,3,S,S], and the best 300 proposals [300,4]."""
    ltrb, logits, features = net.rpn(image)
    corners, objectness = corners_of(ltrb[0].float(), image.shape[-1]), logits[0].float().sigmoid()
    out: "dict[str, tuple[Array, Array]]" = {}
    rois = torch.empty(0, 4)
    for count in COUNTS:
        rois, believed = propose(corners, objectness, count)
        classes, deltas = net.head(features, rois[None])
        boxes = apply_deltas(rois[:, None], deltas[0].float()).numpy()
        score = classes[0].float().sigmoid().numpy()
        out[f"{count} proposals"] = boxes, fuse_scores(believed.numpy(), score)
        if count == STANDARD:
            out["class probability alone"] = boxes, score
            out["proposals as they are (no second box)"] = rois.numpy(), fuse_scores(believed.numpy(), score)
            middle = net.head.to_middle(middle_of(net, features, rois)).sigmoid().detach().numpy()[0]
            out["linear reading alone (no hidden layers)"] = rois.numpy(), fuse_scores(believed.numpy(), middle)
    if yolo is not None:
        out["one stage"] = one_stage(yolo, image)
    return out, rois.numpy()


def middle_of(net: Rcnn, features: Tensor, rois: Tensor) -> Tensor:
    """What the head's linear reading sees: the middle bin of each RoI, [1,R,64]."""
    return roi_align(features, rois[None], features.shape[-1] * FEATURE_STRIDE)[..., MIDDLE, MIDDLE]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--one-stage", type=Path)
    parser.add_argument("--size", type=int, default=320)
    parser.add_argument("--every", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(1)
    net, yolo = Rcnn().eval(), None
    load_weights(net, args.weights)
    if args.one_stage:
        yolo = Yolo().eval()
        load_weights(yolo, args.one_stage)
    predictions: "dict[str, list[Array]]" = {}
    truths, covered, objects = [], dict.fromkeys(COUNTS, 0), 0
    with torch.no_grad():
        for seen in validation_pictures(args.index, size=args.size, every=args.every):
            variants, proposals = answers(net, yolo, seen.image)
            for name, (boxes, scores) in variants.items():
                predictions.setdefault(name, []).append(nms_per_class(seen.back(boxes), scores))
            truths.append(truth_rows(seen.record))
            real = np.array([b[:4] for b in truths[-1] if not b[5]], np.float64).reshape(-1, 4)
            objects += len(real)
            for count in COUNTS if len(real) else ():
                covered[count] += int((iou_matrix(real, seen.back(proposals[:count])).max(1) >= 0.5).sum())
    print(f"{len(truths)} pictures, {objects} objects, {args.size} px\n\n| proposals | objects covered |\n|---|---|")
    for count in COUNTS:
        print(f"| {count} | {covered[count] / max(1, objects):.3f} |")
    print("\n| variant | mean AP50 |\n|---|---|")
    for name, rows in predictions.items():
        print(f"| {name} | {mean_ap(ap50(rows, truths, list(VOC_CLASSES))):.3f} |")


if __name__ == "__main__":
    die_on_bad_input(main)
