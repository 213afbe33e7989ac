"""Train the two-stage detector on the same finished views as the one-stage one, time-boxed.

    python train_rcnn.py --shards shards/all-160 --minutes 10 --freeze-backbone --backbone checkpoints/yolo.pt --run runs/rcnn-a
    python train_rcnn.py --shards shards/voc-256 --minutes 60 --lr 0.008 --resume runs/rcnn-a/ema.pt --run runs/rcnn-b

Starts from a trained one-stage detector (`--backbone`): its backbone, neck and box branch, and its class tower for the objectness.
With `--freeze-backbone` only the heads learn, which makes a step about half as dear; then train all of it.
"""
from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from assign import pairwise_iou
from common import (CHECKPOINTS, Fit, add_common_arguments, die_on_bad_input, fit, load_weights, pick_device, save_weights,
                    seed_everything)
from data.views import Shard, endless
from evaluate_detection import validation_ap50
from losses import giou_corners, giou_ltrb, quality_focal
from nets.rcnn import Rcnn, apply_deltas
from nets.yolo import Yolo
from optim import Muon, muon_groups
from proposals import corners_of, propose, two_stage
from suppress import batched_nms
from teachers import cell_centres

PROPOSALS = 64  # of the first stage, per picture
ROIS = 32  # of them and of the jittered objects, looked at per picture and step
JITTERED = 8  # at most so many of the RoIs are the objects themselves, a little moved


def entry_corners(batch: "dict[str, Tensor]", centres: Tensor, strides: Tensor) -> Tensor:
    """Corner boxes [E,4] in pixels of a batch's target entries."""
    reach = batch["box"] * strides[batch["cell"], None]
    at = centres[batch["cell"]]
    return torch.cat([at - reach[:, :2], at + reach[:, 2:]], 1)


def objects_of(batch: "dict[str, Tensor]", corners: Tensor) -> "tuple[Tensor, Tensor, Tensor, Tensor]":
    """Entries thinned to one per object (NMS at 0.6 within picture and class): picture, box, class, confidence 0..1."""
    keep = batched_nms(corners, batch["score"], batch["picture"] * 80 + batch["cls"], 0.6)
    keep = keep[batch["score"][keep] > 0.15]
    return batch["picture"][keep], corners[keep], batch["cls"][keep], (batch["score"][keep] / 0.7).clamp(max=1.0)


def training_rois(proposals: Tensor, objectness: Tensor, objects: Tensor) -> Tensor:
    """RoIs [ROIS,4] of one picture: a random half of its best proposals, and the objects [G,4] themselves, jittered."""
    best, _ = propose(proposals, objectness, PROPOSALS)
    rois = best[torch.randperm(PROPOSALS, device=best.device)[:ROIS]]
    own = objects[torch.randperm(len(objects), device=best.device)[:JITTERED]]
    if len(own):
        side = (own[:, 2:] - own[:, :2]).repeat(1, 2)
        moved = own + torch.randn_like(own) * side * 0.08
        rois[-len(own):] = torch.cat([moved[:, :2], torch.maximum(moved[:, 2:], moved[:, :2] + 1)], 1)
    return rois


def head_targets(rois: Tensor, picture: Tensor, box: Tensor, cls: Tensor, conf: Tensor) -> "tuple[Tensor, Tensor, Tensor, Tensor]":
    """RoIs [B,R,4] against the objects -> class targets [B,R,80] (confidence * IoU), matched boxes [B,R,4], their class [B,R] and weight [B,R]."""
    b, r = rois.shape[:2]
    target = torch.zeros(b, r, 80, device=rois.device)
    matched, weight = rois.clone(), torch.zeros(b, r, device=rois.device)
    label = torch.zeros(b, r, dtype=torch.long, device=rois.device)
    for p in range(b):
        own = picture == p
        if not bool(own.any()):
            continue
        iou = pairwise_iou(rois[p][None], box[own][None])[0]
        value = torch.where(iou >= 0.5, iou * conf[own], torch.zeros_like(iou))
        target[p].scatter_reduce_(1, cls[own][None].expand(r, -1), value, "amax")
        best, which = iou.max(1)
        matched[p], label[p] = box[own][which], cls[own][which]
        weight[p] = torch.where(best >= 0.4, best * conf[own][which], torch.zeros_like(best))
    return target, matched, label, weight


def rcnn_losses(net: Rcnn, batch: "dict[str, Any]") -> "dict[str, Tensor]":
    """Proposal losses (objectness, box) and head losses (class, box) of one batch of views."""
    image = batch["image"]
    size = image.shape[-1]
    ltrb, logits, features = net.rpn(image)
    ltrb, logits = ltrb.float(), logits.float()
    total = batch["score"].sum().clamp(min=1.0)
    target = torch.zeros_like(logits)
    target.view(-1).scatter_reduce_(0, batch["picture"] * logits.shape[1] + batch["cell"], batch["score"], "amax")
    overlap = giou_ltrb(ltrb[batch["picture"], batch["cell"]], batch["box"])
    centres, strides = (torch.from_numpy(a).to(image.device) for a in cell_centres(size))
    picture, box, cls, conf = objects_of(batch, entry_corners(batch, centres, strides))
    with torch.no_grad():
        proposals, objectness = corners_of(ltrb, size), logits.sigmoid()
        rois = torch.stack([training_rois(proposals[p], objectness[p], box[picture == p]) for p in range(len(image))])
    classes, deltas = (o.float() for o in net.head(features, rois))
    class_target, matched, label, weight = head_targets(rois, picture, box, cls, conf)
    own = deltas.gather(2, label[..., None, None].expand(-1, -1, 1, 4))[:, :, 0]
    refined = giou_corners(apply_deltas(rois, own).flatten(0, 1), matched.flatten(0, 1))
    return {"object": quality_focal(logits, target) / total * 2, "rpn-box": ((1 - overlap) * batch["score"]).sum() / total * 2,
            "cls": quality_focal(classes, class_target) / class_target.sum().clamp(min=1.0) * 2,
            "box": ((1 - refined) * weight.flatten()).sum() / weight.sum().clamp(min=1.0) * 2}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_common_arguments(parser, run="rcnn", minutes=60)
    parser.add_argument("--shards", type=Path, nargs="+", required=True)
    parser.add_argument("--weights", type=float, nargs="*", help="how often each shard is drawn, relative to its size")
    parser.add_argument("--backbone", type=Path, help="one-stage detector to start from (checkpoints/yolo.pt where nothing is resumed); "
                                                      "with --resume: the heads are carried over onto it")
    parser.add_argument("--index", type=Path, help="merged index whose validation pictures are scored at each mark")
    parser.add_argument("--freeze-backbone", action="store_true", help="backbone and neck stay as they are")
    parser.add_argument("--mark-minutes", type=float, default=10)
    parser.add_argument("--mark-size", type=int, default=320)
    parser.add_argument("--mark-every", type=int, default=3)
    parser.add_argument("--batch", type=int, default=24)
    parser.add_argument("--lr", type=float, default=0.02, help="peak of Muon's rate; AdamW's part runs at a tenth of it")
    parser.add_argument("--lr-end", type=float, default=0.0)
    parser.add_argument("--warmup", type=float, default=0.03)
    parser.add_argument("--publish", action="store_true", help="write checkpoints/rcnn.pt at the end")
    args = parser.parse_args()
    seed_everything(args.seed)
    torch.set_num_threads(args.threads)
    device = pick_device(args.device)
    shards = [Shard(p, device, logits=False) for p in args.shards]
    net = Rcnn()
    meta: "dict[str, Any]" = {"net": "rcnn"}
    if args.resume is not None and args.resume.name != "last.pt":
        meta = load_weights(net, args.resume) or meta
    if args.resume is None or args.backbone is not None:
        yolo = Yolo()
        meta["backbone"] = load_weights(yolo, args.backbone or CHECKPOINTS / "yolo.pt")
        net.rpn.start_from(yolo)
        net.head.start_from(yolo)
    net.rpn.frozen = args.freeze_backbone
    meta["stages"] = [*meta.get("stages", []), {"shards": [p.name for p in args.shards], "minutes": args.minutes, "lr": args.lr, "frozen": args.freeze_backbone}]

    def mark(ema: nn.Module, _: float) -> str:
        if args.index is None:
            return "no --index, not scored"
        return f"AP50 {validation_ap50(ema, args.index, size=args.mark_size, every=args.mark_every, device=device, answer=two_stage)[0]:.4f}"

    options = Fit(run_dir=args.run, minutes=args.minutes, lr=args.lr, lr_end=args.lr_end, device=device, warmup=args.warmup, batch_size=args.batch,
                  ema_decay=0.997, clip=50.0, meta=meta, optimiser=lambda m: Muon(muon_groups(m, weight_decay=0.05, adam_scale=0.1, linear=True)))
    ema = fit(net, endless(shards, args.weights or [1.0] * len(shards), args.batch, args.seed), rcnn_losses,  # type: ignore[arg-type]
              options, resume=args.resume, on_mark=mark, mark_minutes=args.mark_minutes)
    if args.publish:
        save_weights(ema.model, CHECKPOINTS / "rcnn.pt", meta)


if __name__ == "__main__":
    die_on_bad_input(main)
