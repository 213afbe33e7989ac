"""Finished shards at a smaller size, for the first part of a short run: small views teach the classes several times as fast.

    python shrink_views.py shards/voc-256 shards/caltech-256 --size 160 --out shards/all-160

Pictures are area-averaged. Target entries move with them: each goes to the stride that fits its object's new size (nearest to
a fifth of it) and to the cell there that its old cell's middle falls into; where two of a class meet, the greater score stays.
"""
from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np

from common import BadInput, die_on_bad_input
from data.views import fused_targets
from teachers import STRIDES, cell_centres

Array = np.ndarray


def move_entries(table: "dict[str, Array]", old: int, new: int) -> "dict[str, Array]":
    """Fused targets of views `old` pixels wide -> those of the same views at `new` pixels."""
    ratio = new / old
    centres, strides = cell_centres(old)
    at = centres[table["cell"]] * ratio
    reach = table["box"] * strides[table["cell"], None] * ratio
    corners = np.concatenate([at - reach[:, :2], at + reach[:, 2:]], 1)
    side = np.sqrt(np.maximum((corners[:, 2:] - corners[:, :2]).prod(1), 1.0))
    level = np.abs(np.log(side[:, None] / 5 / np.array(STRIDES))).argmin(1)
    stride = np.array(STRIDES)[level]
    first = np.concatenate([[0], np.cumsum([(new // s) ** 2 for s in STRIDES])])[level]
    grid = np.minimum(at // stride[:, None], (new // stride - 1)[:, None]).clip(0).astype(np.int64)
    cell = first + grid[:, 1] * (new // stride) + grid[:, 0]
    middle = (grid + 0.5) * stride[:, None]
    box = (np.concatenate([middle - corners[:, :2], corners[:, 2:] - middle], 1) / stride[:, None]).clip(0.02, 60)
    view = np.repeat(np.arange(len(table["offsets"]) - 1), np.diff(table["offsets"]))
    order = np.lexsort((-table["score"], table["cls"], cell, view))
    key = np.stack([view, cell, table["cls"]], 1)[order]
    order = order[np.concatenate([[True], (key[1:] != key[:-1]).any(1)])] if len(order) else order
    counts = np.bincount(view[order], minlength=len(table["offsets"]) - 1)
    return {"offsets": np.concatenate([[0], np.cumsum(counts)]), "cell": cell[order].astype(np.int32), "cls": table["cls"][order],
            "score": table["score"][order], "box": box[order].astype(np.float32)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shards", type=Path, nargs="+")
    parser.add_argument("--size", type=int, default=160)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    if args.size % 32:
        raise BadInput(f"--size {args.size}: must be a multiple of 32.")
    truths = [json.loads((folder / "truth.json").read_text()) for folder in args.shards]
    args.out.mkdir(parents=True, exist_ok=True)
    total, done = sum(map(len, truths)), 0
    images = np.lib.format.open_memmap(args.out / "images.npy", "w+", np.uint8, (total, args.size, args.size, 3))
    tables = []
    for folder, truth in zip(args.shards, truths):
        source = np.load(folder / "images.npy", mmap_mode="r")
        if source.shape[1] < args.size:
            raise BadInput(f"{folder}: its views are {source.shape[1]} px wide, smaller than --size {args.size}.")
        tables.append(move_entries(fused_targets(folder, truth, source.shape[1]), source.shape[1], args.size))
        for view in source[: len(truth)]:
            images[done] = cv2.resize(view, (args.size, args.size), interpolation=cv2.INTER_AREA)
            done += 1
    images.flush()
    starts = np.cumsum([0, *(t["offsets"][-1] for t in tables)])
    offsets = np.concatenate([[0], *(t["offsets"][1:] + s for t, s in zip(tables, starts))])
    np.savez(args.out / "fused.npz", offsets=offsets, **{k: np.concatenate([t[k] for t in tables]) for k in ("cell", "cls", "score", "box")})
    # the boxes in truth.json were for making targets; what is kept says only where each view came from
    (args.out / "truth.json").write_text(json.dumps([{"id": v["id"], "src": v["src"], "complete": v["complete"], "boxes": []} for t in truths for v in t]))
    print(f"{args.out}: {total} views")


if __name__ == "__main__":
    die_on_bad_input(main)
