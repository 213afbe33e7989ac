"""Score a checkpoint on the held-out pictures that prepare.py packed.

    python3 evaluate.py portrait --shards shards [--checkpoint checkpoints/unet-portrait.pt] [--threshold 0.5] [--sheet faults.png]
    python3 evaluate.py classify --shards shards [--checkpoint checkpoints/resnet.pt] [--px 64] [--per-class]

Detection has its own `evaluate_detection.py`. What ships is examined again by `npm run evaluate`, through the app's own code.
A set that prepare.py has not packed is named and left out; a missing folder or checkpoint stops the run.
"""
from __future__ import annotations

import argparse
import sys
from pathlib import Path

import cv2
import numpy as np
import torch

from common import CHECKPOINTS, HERE, die_on_bad_input, need_dir, pick_device
from data.classify import Shard
from export import classifier_net, portrait_net
from metrics import mask_iou, top_k
from portrait_exam import exam_sets, probabilities, score
from train_resnet import SHARES, shard_logits


def portrait(args: argparse.Namespace) -> None:
    """One line per set; optionally a picture sheet of the worst."""
    net, _ = portrait_net(args.checkpoint or CHECKPOINTS / "unet-portrait.pt")
    net.to(pick_device(args.device), memory_format=torch.channels_last).eval()
    sets = exam_sets(need_dir(args.shards, "written by prepare.py portrait"))
    if "vikram" not in sets:
        print("portrait-exam: not packed, left out (prepare.py portrait-exam)", file=sys.stderr)
    rows = []
    for name, rgba in sets.items():
        if args.dump:
            dump(args.dump / name, rgba)
            continue
        p = probabilities(net, rgba, args.px)
        print(f"{name:10s} n={len(rgba):4d} " + " ".join(f"{k} {v:.4f}" for k, v in score(p, rgba, args.threshold, border=True).items()), flush=True)
        rows.append(worst(p, rgba, args.threshold))
    if args.sheet and rows:
        cv2.imwrite(str(args.sheet), np.vstack(rows))


def dump(folder: Path, rgba: np.ndarray) -> None:
    """Write a set as `photos/NNNN.png` and `masks/NNNN.png` (white person, grey undecided), for `npm run evaluate -- --data`."""
    for name in ("photos", "masks"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for i, picture in enumerate(rgba):
        alpha = picture[..., 3]
        cv2.imwrite(str(folder / "photos" / f"{i:04d}.png"), np.ascontiguousarray(picture[..., 2::-1]))
        cv2.imwrite(str(folder / "masks" / f"{i:04d}.png"), np.where(alpha > 191, 255, np.where(alpha < 64, 0, 128)).astype(np.uint8))


def worst(probability: np.ndarray, rgba: np.ndarray, threshold: float, n: int = 8) -> np.ndarray:
    """BGR strip of the n worst pictures, the picture above and the probability over it below."""
    alpha, found = rgba[..., 3], probability > threshold
    if (alpha == 255).any():
        order = np.argsort([mask_iou(f, a > 191, (a < 64) | (a > 191)) for f, a in zip(found, alpha)])[:n]
    else:
        order = np.argsort(-found.mean((1, 2)))[:n]
    cells = []
    for i in order:
        bgr = rgba[i, ..., 2::-1].astype(np.float32)
        tint = bgr * (0.25 + 0.75 * probability[i][..., None])
        cells.append(np.vstack([bgr, tint]))
    return np.hstack(cells).astype(np.uint8)


def classify(args: argparse.Namespace) -> None:
    """Top-1 and top-5 per source, over the whole vocabulary."""
    net, meta = classifier_net(args.checkpoint or CHECKPOINTS / "resnet.pt")
    device = pick_device(args.device)
    net.to(device, memory_format=torch.channels_last).eval()
    px, names = args.px or int(str(meta["px"])), list(meta["names"])  # type: ignore[call-overload]
    for name in SHARES:
        shard = Shard(need_dir(args.shards, "written by prepare.py classify") / f"classify-{name}-val", device)
        logits, labels = shard_logits(net, shard, px)
        print(f"{name:14s} n={len(labels)} top1 {top_k(logits, labels, 1):.4f} top5 {top_k(logits, labels, 5):.4f} at {px} px", flush=True)
        if args.per_class:
            right = logits.argmax(1) == labels
            rates = sorted((float(right[labels == c].mean()), names[c]) for c in np.unique(labels))
            print("  " + ", ".join(f"{n} {r:.2f}" for r, n in rates))


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = parser.add_subparsers(dest="what", required=True)
    for name, run in (("portrait", portrait), ("classify", classify)):
        p = sub.add_parser(name)
        p.add_argument("--shards", type=Path, default=HERE / "shards")
        p.add_argument("--checkpoint", type=Path, default=None)
        p.add_argument("--device", default="auto")
        p.add_argument("--px", type=int, default=256 if name == "portrait" else 0)
        p.set_defaults(run=run)
        if name == "portrait":
            p.add_argument("--threshold", type=float, default=0.5)
            p.add_argument("--dump", type=Path, default=None, help="write the sets as photos/ and masks/ instead of scoring them")
            p.add_argument("--sheet", type=Path, default=None, help="PNG of the worst pictures of every set")
        else:
            p.add_argument("--per-class", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(1)
    args.run(args)


if __name__ == "__main__":
    die_on_bad_input(main)
