"""Shards of views in few, small files that can be carried to another machine, and back into shards there.

    python pack_views.py pack shards/voc-320 --out carry/voc-320 --quality 80 --part-mb 60
    python pack_views.py unpack carry/voc-320 --out shards/voc-320

A pack is part-00.bin, part-01.bin ... (JPEG files one after another), lengths.npy, truth.json and fused.npz (the targets). The
teacher's dense logits stay behind: recipe 'mosaic' does not read them, and recipe 'views' then trains without its auxiliary loss.
"""
from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import cv2
import numpy as np
import torch

from common import BadInput, die_on_bad_input, need_dir, need_file
from data.views import Shard


def pack(shard: Path, out: Path, quality: int, part_bytes: int) -> None:
    """Write a pack of `shard` to `out`."""
    count = Shard(shard, torch.device("cpu"), logits=False).count  # also makes fused.npz where it is missing
    images = np.load(shard / "images.npy", mmap_mode="r")
    out.mkdir(parents=True, exist_ok=True)
    lengths, part, number = np.zeros(count, np.int64), bytearray(), 0
    for i in range(count):
        ok, code = cv2.imencode(".jpg", images[i][:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
        if not ok:
            raise BadInput(f"{shard}: view {i} cannot be encoded.")
        if len(part) + len(code) > part_bytes:
            (out / f"part-{number:02d}.bin").write_bytes(part)
            part, number = bytearray(), number + 1
        lengths[i] = len(code)
        part += code.tobytes()
    (out / f"part-{number:02d}.bin").write_bytes(part)
    np.save(out / "lengths.npy", lengths)
    for name in ("truth.json", "fused.npz"):
        shutil.copyfile(shard / name, out / name)
    print(f"{out}: {count} views in {number + 1} parts, {lengths.sum() / 1e6:.1f} MB")


def unpack(folder: Path, out: Path) -> None:
    """Make a shard at `out` from the pack in `folder`."""
    lengths = np.load(need_file(need_dir(folder, "a pack") / "lengths.npy", "a pack made by pack_views.py"))
    parts = sorted(folder.glob("part-*.bin"))
    data = b"".join(p.read_bytes() for p in parts)
    if len(data) != lengths.sum():
        raise BadInput(f"{folder}: {len(parts)} parts hold {len(data)} bytes, wanted {lengths.sum()}; a part is missing.")
    out.mkdir(parents=True, exist_ok=True)
    images, start = None, 0
    for i, length in enumerate(lengths):
        view = cv2.imdecode(np.frombuffer(data, np.uint8, int(length), start), cv2.IMREAD_COLOR)
        if images is None:
            images = np.lib.format.open_memmap(out / "images.npy", "w+", np.uint8, (len(lengths), *view.shape))
        images[i] = view[:, :, ::-1]
        start += int(length)
    if images is not None:
        images.flush()
    for name in ("truth.json", "fused.npz"):
        shutil.copyfile(folder / name, out / name)
    print(f"{out}: {len(lengths)} views")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=["pack", "unpack"])
    parser.add_argument("source", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--quality", type=int, default=80)
    parser.add_argument("--part-mb", type=float, default=60)
    args = parser.parse_args()
    if args.action == "pack":
        pack(need_dir(args.source, "a shard of views"), args.out, args.quality, int(args.part_mb * 1e6))
    else:
        unpack(args.source, args.out)


if __name__ == "__main__":
    die_on_bad_input(main)
