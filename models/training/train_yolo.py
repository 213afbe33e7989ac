"""Train the one-stage detector on finished views (`make_views.py`), time-boxed.

    python train_yolo.py --shards shards/voc-256 --minutes 80 --run runs/yolo-a
    python train_yolo.py --shards shards/voc-320 --minutes 25 --lr 0.006 --resume runs/yolo-a/ema.pt --run runs/yolo-b
    python train_yolo.py --device cuda --recipe mosaic --batch 128 --shards shards/voc-416 --minutes 120 --resume checkpoints/yolo.pt

Validation is AP50 over VOC's twenty classes on every n-th validation picture of --index (see evaluate for the full figure).
"""
from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import torch
from torch import nn

from common import (CHECKPOINTS, BadInput, Fit, add_common_arguments, die_on_bad_input, fit, load_weights, pick_device,
                    save_weights, seed_everything)
from data.mosaic import mosaic_batches
from data.views import Shard, endless
from evaluate_detection import validation_ap50
from losses import assigned_losses, distillation_losses
from nets.yolo import Yolo, count_macs
from optim import Muon, muon_groups
from teachers import cell_centres


def fixed_loss(model: nn.Module, batch: "dict[str, Any]") -> "dict[str, torch.Tensor]":
    """Recipe 'views': fixed views, cells assigned by the teacher beforehand. Learns fastest from nothing."""
    return distillation_losses(model(batch["image"]), batch)


def mosaic_loss(model: nn.Module, batch: "dict[str, Any]") -> "dict[str, torch.Tensor]":
    """Recipe 'mosaic': views placed anew at random, cells assigned by what the net itself answers. For long runs."""
    image = batch["image"]
    centres, strides = (torch.from_numpy(a).to(image.device) for a in cell_centres(image.shape[-1]))
    return assigned_losses(model(image), batch, centres, strides)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_common_arguments(parser, run="yolo", minutes=80)
    parser.add_argument("--shards", type=Path, nargs="+", required=True)
    parser.add_argument("--weights", type=float, nargs="*", help="how often each shard is drawn, relative to its size")
    parser.add_argument("--index", type=Path, help="merged index whose validation pictures are scored at each mark")
    parser.add_argument("--mark-minutes", type=float, default=10)
    parser.add_argument("--mark-size", type=int, default=256)
    parser.add_argument("--mark-every", type=int, default=3)
    parser.add_argument("--recipe", choices=["views", "mosaic"], default="views")
    parser.add_argument("--mosaic", type=float, default=0.5, help="share of mosaics in recipe 'mosaic'; 0 for the last stage")
    parser.add_argument("--no-aux", action="store_true", help="leave out the auxiliary imitation of the teacher's class logits")
    parser.add_argument("--batch", type=int, default=24)
    parser.add_argument("--lr", type=float, default=0.02, help="peak of Muon's rate; AdamW's part runs at a tenth of it")
    parser.add_argument("--lr-end", type=float, default=0.0)
    parser.add_argument("--warmup", type=float, default=0.03)
    parser.add_argument("--publish", action="store_true", help="write checkpoints/yolo.pt at the end")
    args = parser.parse_args()
    seed_everything(args.seed)
    torch.set_num_threads(args.threads)
    device = pick_device(args.device)
    shards = [Shard(p, device, logits=args.recipe == "views" and not args.no_aux) for p in args.shards]
    weights = args.weights or [1.0] * len(shards)
    if len(weights) != len(shards):
        raise BadInput(f"--weights: {len(weights)} numbers for {len(shards)} shards.")
    net = Yolo()
    print(f"{sum(p.numel() for p in net.parameters()) / 1e6:.2f} M parameters, {count_macs(net, 416) * 2e-9:.3f} GFLOP at 416, "
          f"{sum(s.count for s in shards)} views")
    meta: "dict[str, Any]" = {"net": "yolo"}
    if args.resume is not None and args.resume.name != "last.pt":
        meta = load_weights(net, args.resume) or meta
    meta["stages"] = [*meta.get("stages", []), {"shards": [p.name for p in args.shards], "minutes": args.minutes, "lr": args.lr, "recipe": args.recipe}]

    def mark(ema: nn.Module, _: float) -> str:
        if args.index is None:
            return "no --index, not scored"
        return f"AP50 {validation_ap50(ema, args.index, size=args.mark_size, every=args.mark_every, device=device)[0]:.4f}"

    options = Fit(run_dir=args.run, minutes=args.minutes, lr=args.lr, lr_end=args.lr_end, device=device, warmup=args.warmup,
                  ema_decay=0.998, batch_size=args.batch, clip=50.0, meta=meta, compile=args.compile,
                  optimiser=lambda m: Muon(muon_groups(m, weight_decay=0.05, adam_scale=0.1)))
    if args.recipe == "views":
        batches, loss_fn = endless(shards, weights, args.batch, args.seed), fixed_loss
    else:
        batches, loss_fn = mosaic_batches(shards, weights, args.batch, args.seed, mosaic=args.mosaic), mosaic_loss
    ema = fit(net, batches, loss_fn, options, resume=args.resume, on_mark=mark,
              mark_minutes=args.mark_minutes)
    if args.publish:
        save_weights(ema.model, CHECKPOINTS / "yolo.pt", meta)


if __name__ == "__main__":
    die_on_bad_input(main)
