"""Train the two-stage detector on the same finished views as the one-stage one, time-boxed.

    python train_rcnn.py --shards shards/voc-320 --minutes 60 --backbone checkpoints/yolo.pt --run runs/rcnn-a

Starts from the one-stage detector's backbone and neck (`--backbone`), so that the two differ in their heads only.
"""
from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from common import (CHECKPOINTS, Fit, add_common_arguments, die_on_bad_input, fit, load_weights, pick_device, save_weights,
                    seed_everything)
from data.views import Shard, endless
from losses import giou_corners, giou_ltrb, quality_focal
from nets.rcnn import Rcnn, apply_deltas
from nets.yolo import Yolo
from optim import Muon, muon_groups
from teachers import cell_centres

ROIS = 64
PRE_NMS = 256


def entry_corners(batch: "dict[str, Tensor]", centres: Tensor, strides: Tensor) -> Tensor:
    """Corner boxes [E,4] in pixels of a batch's target entries."""
    reach = batch["box"] * strides[batch["cell"], None]
    at = centres[batch["cell"]]
    return torch.cat([at - reach[:, :2], at + reach[:, 2:]], 1)


def objects_of(batch: "dict[str, Tensor]", corners: Tensor) -> "tuple[Tensor, Tensor, Tensor, Tensor]":
    """Entries thinned to one per object (NMS at 0.6 within picture and class): picture, box, class, confidence 0..1."""
    from torchvision.ops import batched_nms

    keep = batched_nms(corners, batch["score"], batch["picture"] * 80 + batch["cls"], 0.6)
    keep = keep[batch["score"][keep] > 0.15]
    return batch["picture"][keep], corners[keep], batch["cls"][keep], (batch["score"][keep] / 0.7).clamp(max=1.0)


def propose(boxes: Tensor, objectness: Tensor, count: int, *, iou_max: float = 0.7) -> Tensor:
    """Corner boxes [N,4] and scores [N] of one picture -> the best `count` after NMS [count,4], repeated where there are fewer."""
    from torchvision.ops import nms

    best = objectness.topk(min(PRE_NMS, len(objectness))).indices
    kept = boxes[best][nms(boxes[best], objectness[best], iou_max)[:count]]
    return kept.repeat(-(-count // len(kept)), 1)[:count]


def head_targets(rois: Tensor, picture: Tensor, box: Tensor, cls: Tensor, conf: Tensor) -> "tuple[Tensor, Tensor, Tensor]":
    """RoIs [B,R,4] against the objects -> class targets [B,R,80] (confidence * IoU), matched boxes [B,R,4], their weights [B,R]."""
    from torchvision.ops import box_iou

    b, r = rois.shape[:2]
    target = torch.zeros(b, r, 80, device=rois.device)
    matched, weight = rois.clone(), torch.zeros(b, r, device=rois.device)
    for p in range(b):
        own = picture == p
        if not bool(own.any()):
            continue
        iou = box_iou(rois[p], box[own])
        value = torch.where(iou >= 0.5, iou * conf[own], torch.zeros_like(iou))
        target[p].scatter_reduce_(1, cls[own][None].expand(r, -1), value, "amax")
        best, which = iou.max(1)
        matched[p] = box[own][which]
        weight[p] = torch.where(best >= 0.4, best * conf[own][which], torch.zeros_like(best))
    return target, matched, weight


def rcnn_losses(net: Rcnn, batch: "dict[str, Any]") -> "dict[str, Tensor]":
    """Proposal losses (objectness, box) and head losses (class, box) of one batch of views."""
    image = batch["image"]
    centres, strides = (torch.from_numpy(a).to(image.device) for a in cell_centres(image.shape[-1]))
    ltrb, logits, features = net.rpn(image)
    ltrb, logits = ltrb.float(), logits.float()
    total = batch["score"].sum().clamp(min=1.0)
    target = torch.zeros_like(logits)
    target.view(-1).scatter_reduce_(0, batch["picture"] * logits.shape[1] + batch["cell"], batch["score"], "amax")
    overlap = giou_ltrb(ltrb[batch["picture"], batch["cell"]], batch["box"])
    corners = entry_corners(batch, centres, strides)
    picture, box, cls, conf = objects_of(batch, corners)
    with torch.no_grad():
        reach = ltrb * strides[None, :, None]
        proposals = torch.cat([centres - reach[..., :2], centres + reach[..., 2:]], -1).clamp(0, image.shape[-1])
        rois = torch.stack([propose(proposals[p], logits[p], ROIS) for p in range(len(image))])
        for p in range(len(image)):  # the objects themselves, jittered, take the last places: early proposals are poor
            own = box[picture == p][: ROIS // 4]
            if len(own):
                size = (own[:, 2:] - own[:, :2]).repeat(1, 2)
                rois[p, -len(own):] = (own + torch.randn_like(own) * size * 0.05).clamp(0, image.shape[-1])
        rois[..., 2:] = torch.maximum(rois[..., 2:], rois[..., :2] + 1)
    classes, deltas = (o.float() for o in net.head(features, rois))
    class_target, matched, weight = head_targets(rois, picture, box, cls, conf)
    refined = giou_corners(apply_deltas(rois, deltas).flatten(0, 1), matched.flatten(0, 1))
    return {"object": quality_focal(logits, target) / total * 2, "rpn-box": ((1 - overlap) * batch["score"]).sum() / total * 2,
            "cls": quality_focal(classes, class_target) / class_target.sum().clamp(min=1.0) * 2,
            "box": ((1 - refined) * weight.flatten()).sum() / weight.sum().clamp(min=1.0) * 2}


def start_from_yolo(net: Rcnn, checkpoint: Path) -> None:
    """Copy backbone and neck of a trained one-stage detector."""
    yolo = Yolo()
    load_weights(yolo, checkpoint)
    net.rpn.backbone.load_state_dict(yolo.backbone.state_dict())
    net.rpn.neck.load_state_dict(yolo.neck.state_dict())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_common_arguments(parser, run="rcnn", minutes=60)
    parser.add_argument("--shards", type=Path, nargs="+", required=True)
    parser.add_argument("--weights", type=float, nargs="*", help="how often each shard is drawn, relative to its size")
    parser.add_argument("--backbone", type=Path, default=CHECKPOINTS / "yolo.pt")
    parser.add_argument("--index", type=Path, help="merged index whose validation pictures are scored at each mark")
    parser.add_argument("--mark-minutes", type=float, default=10)
    parser.add_argument("--mark-size", type=int, default=320)
    parser.add_argument("--mark-every", type=int, default=3)
    parser.add_argument("--batch", type=int, default=24)
    parser.add_argument("--lr", type=float, default=0.01, help="peak of Muon's rate; AdamW's part runs at a tenth of it")
    parser.add_argument("--publish", action="store_true", help="write checkpoints/rcnn.pt at the end")
    args = parser.parse_args()
    seed_everything(args.seed)
    torch.set_num_threads(args.threads)
    device = pick_device(args.device)
    shards = [Shard(p, device, logits=False) for p in args.shards]
    net = Rcnn()
    meta: "dict[str, Any]" = {"net": "rcnn"}
    if args.resume is None:
        start_from_yolo(net, args.backbone)
    elif args.resume.name != "last.pt":
        meta = load_weights(net, args.resume) or meta
    meta["stages"] = [*meta.get("stages", []), {"shards": [p.name for p in args.shards], "minutes": args.minutes, "lr": args.lr}]

    def mark(ema: nn.Module, _: float) -> str:
        from evaluate_detection import validation_ap50

        if args.index is None:
            return "no --index, not scored"
        return f"AP50 {validation_ap50(ema, args.index, size=args.mark_size, every=args.mark_every, device=device)[0]:.4f}"

    options = Fit(run_dir=args.run, minutes=args.minutes, lr=args.lr, lr_end=0.0, device=device, warmup=0.03, batch_size=args.batch,
                  clip=50.0, meta=meta, optimiser=lambda m: Muon(muon_groups(m, weight_decay=0.05, adam_scale=0.1)))
    ema = fit(net, endless(shards, args.weights or [1.0] * len(shards), args.batch, args.seed), rcnn_losses,  # type: ignore[arg-type]
              options, resume=args.resume, on_mark=mark, mark_minutes=args.mark_minutes)
    if args.publish:
        save_weights(ema.model, CHECKPOINTS / "rcnn.pt", meta)


if __name__ == "__main__":
    die_on_bad_input(main)
