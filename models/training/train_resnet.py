"""Train the classifier, one stage per call.

    python3 train_resnet.py --shards shards --px 32 --batch 128 --lr 4e-3 --lr-end 2e-3 --minutes 8
    python3 train_resnet.py --shards shards --px 64 --batch 96 --lr 1.5e-3 --lr-end 1e-5 --minutes 20 --resume runs/resnet/ema.pt

`prepare.py classify` makes the shards.
"""
from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from common import HERE, BadInput, Fit, LossFn, add_common_arguments, die_on_bad_input, fit, load_weights, need_dir, pick_device, seed_everything, world
from data.classify import ClassBatch, ClassSampler, Shard, class_batches, read_vocabulary
from metrics import top_k
from nets.resnet import ResNet
from optim import Muon, muon_groups

SHARES = {"tiny-imagenet": 0.88, "grocery": 0.06, "clothing": 0.06}


def smooth_cross_entropy(smoothing: float) -> LossFn:
    """Loss function for `fit`: cross-entropy with label smoothing."""
    def loss(model: nn.Module, batch: ClassBatch) -> "dict[str, Tensor]":
        logits, _ = model(batch.image)
        return {"ce": F.cross_entropy(logits.float(), batch.label, label_smoothing=smoothing)}

    return loss


@torch.no_grad()
def shard_logits(model: nn.Module, shard: Shard, px: int, every: int = 1, batch: int = 250) -> "tuple[np.ndarray, np.ndarray]":
    """(logits [n,K], labels [n]) of every `every`-th picture, resized to px x px, nothing cropped."""
    index = torch.arange(0, len(shard.labels), every, device=shard.labels.device)
    out = []
    for part in index.split(batch):
        x = shard.floats(part)
        if x.shape[-1] != px:
            x = F.interpolate(x, size=(px, px), mode="bilinear", antialias=x.shape[-1] > px)
        out.append(model(x.contiguous(memory_format=torch.channels_last))[0].float().cpu())
    return torch.cat(out).numpy(), shard.labels[index].cpu().numpy()


def exam_line(model: nn.Module, shards: "dict[str, Shard]", px: int, every: int = 1) -> str:
    """'tiny-imagenet top1 .400 top5 .650 | ...' over the whole vocabulary."""
    parts = []
    for name, shard in shards.items():
        logits, labels = shard_logits(model, shard, px, every)
        parts.append(f"{name} top1 {top_k(logits, labels, 1):.4f} top5 {top_k(logits, labels, 5):.4f}")
    return " | ".join(parts)


def grow_blocks(weights: "dict[str, Tensor]", old: "tuple[int, ...]", new: "tuple[int, ...]") -> "dict[str, Tensor]":
    """Weights of a net of `old` blocks a stage under the names of one of `new`: block b of a stage stays block b, added ones are absent.

    An absent block starts as the identity (`BasicBlock`), so that the grown net answers as the old one did.
    """
    if len(old) != len(new) or any(n < o for o, n in zip(old, new)):
        raise BadInput(f"--blocks {new}: a net of {old} blocks cannot grow into it; give at least as many in every stage.")
    place = {sum(old[:stage]) + b: sum(new[:stage]) + b for stage, count in enumerate(old) for b in range(count)}
    out = {}
    for key, value in weights.items():
        part, _, rest = key.partition(".")
        number, _, tail = rest.partition(".")
        out[f"layers.{place[int(number)]}.{tail}" if part == "layers" else key] = value
    return out


def main() -> None:
    """One stage."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_common_arguments(parser, run="resnet", minutes=20)
    parser.add_argument("--shards", type=Path, default=HERE / "shards")
    parser.add_argument("--px", type=int, default=64)
    parser.add_argument("--exam-px", type=int, default=0, help="input size of the examination (0: --px)")
    parser.add_argument("--batch", type=int, default=96, help="pictures per step, per process")
    parser.add_argument("--optimiser", choices=["adamw", "muon"], default="adamw")
    parser.add_argument("--lr", type=float, default=3e-3, help="peak; with muon about 0.02, of which AdamW's part runs at a tenth")
    parser.add_argument("--lr-end", type=float, default=1e-5)
    parser.add_argument("--warmup", type=float, default=0.03, help="share of the stage in which the rate rises")
    parser.add_argument("--weight-decay", type=float, default=0.05)
    parser.add_argument("--least-area", type=float, default=0.4, help="smallest crop, as a share of the picture")
    parser.add_argument("--smoothing", type=float, default=0.1)
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--widths", type=int, nargs="+", default=[64, 128, 256])
    parser.add_argument("--blocks", type=int, nargs="+", default=[1, 1, 1])
    parser.add_argument("--stem", type=int, default=24)
    parser.add_argument("--mark-minutes", type=float, default=5)
    args = parser.parse_args()

    torch.set_num_threads(args.threads)
    rank, _ = world()
    seed_everything(args.seed + 1000 * rank)
    device = pick_device(args.device)
    need_dir(args.shards, "written by prepare.py classify")
    names = read_vocabulary(args.shards)
    shape = {"classes": len(names), "widths": tuple(args.widths), "blocks": tuple(args.blocks), "stem": args.stem}
    model = ResNet(**shape, dropout=args.dropout)
    if args.resume and args.resume.name != "last.pt":
        load_weights(model, args.resume, strict=False, rename=lambda w, meta: grow_blocks(w, tuple(meta["shape"]["blocks"]), tuple(args.blocks)))
    exams = {name: Shard(args.shards / f"classify-{name}-val", device) for name in SHARES}
    exam_px = args.exam_px or args.px

    def mark(ema: nn.Module, minutes: float) -> str:
        return exam_line(ema, exams, exam_px, 1 if minutes >= args.minutes else 5)

    def muon(net: nn.Module) -> torch.optim.Optimizer:
        return Muon(muon_groups(net, weight_decay=args.weight_decay, adam_scale=0.1, outputs=("classify",)))

    options = Fit(args.run, args.minutes, args.lr, args.lr_end, device, weight_decay=args.weight_decay, betas=(0.9, 0.999), warmup=args.warmup,
                  batch_size=args.batch, ema_decay=0.998, clip=50.0 if args.optimiser == "muon" else 5.0,
                  optimiser=muon if args.optimiser == "muon" else None, compile=args.compile, meta={"net": "resnet", "px": exam_px, "shape": shape, "names": names})
    fit(model, class_batches(ClassSampler(args.shards, SHARES, device), args.batch, args.px, args.least_area),
        smooth_cross_entropy(args.smoothing), options, resume=args.resume, on_mark=mark, mark_minutes=args.mark_minutes)


if __name__ == "__main__":
    die_on_bad_input(main)
