"""Cut square views of pictures and run a teacher on each, so that training reads finished uint8 tensors.

    python make_views.py --index voc-merged.jsonl --teacher yolox_nano_416.onnx --size 256 --kinds full zoom --out shards/voc-256
    python make_views.py --pictures DIR --src caltech101 --every 3 --teacher ... --out shards/caltech-256


Validation pictures (sha1(id) % 10 == 0) are left out. Kinds of view:
  full  the whole picture, long side 0.75-1.1 of the view        zoom  a part of it, scaled 1.2-2.2 times
Written: images.npy uint8 [V,S,S,3] RGB; logits.npy int8 [V,cells,81] (class logits, then objectness, in 1/16, clipped to
+-7.9); ltrb.npy float16 [V,cells,4] in strides; truth.json: per view its boxes in pixels [x1,y1,x2,y2,class,difficult],
`complete`, `src`, `id`. Pictures that cannot be decoded are named on stderr and left out.
"""
from __future__ import annotations

import argparse
import hashlib
import json
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from common import BadInput, die_on_bad_input, is_validation
from data.coco_names import INDEX
from data.detection import read_coco_folder, read_index, read_pictures, read_voc_folder, warn
from teachers import YoloxTeacher, cell_centres

PAD = 114
LOGIT_STEP = 1 / 16


def cut_view(picture: np.ndarray, size: int, kind: str, rng: np.random.Generator) -> "tuple[np.ndarray, float, float, float]":
    """uint8 [h,w,3] -> (view [size,size,3], scale, x shift, y shift): view px = scale * picture px + shift."""
    h, w = picture.shape[:2]
    factor = rng.uniform(0.75, 1.1) if kind == "full" else rng.uniform(1.2, 2.2)
    scale = size * factor / max(h, w)
    room_x, room_y = size - w * scale, size - h * scale
    # where the picture is smaller than the view it lies anywhere inside, near the centre as the app's letterbox has it;
    # where it is larger, the view lies anywhere on the picture
    dx = room_x * (rng.uniform(0.3, 0.7) if room_x > 0 else rng.uniform(0, 1))
    dy = room_y * (rng.uniform(0.3, 0.7) if room_y > 0 else rng.uniform(0, 1))
    if scale < 1:
        picture = cv2.resize(picture, (max(1, round(w * scale)), max(1, round(h * scale))), interpolation=cv2.INTER_AREA)
        step_x, step_y = picture.shape[1] / w, picture.shape[0] / h
        matrix = np.array([[scale / step_x, 0, dx], [0, scale / step_y, dy]], np.float64)
    else:
        matrix = np.array([[scale, 0, dx], [0, scale, dy]], np.float64)
    view = cv2.warpAffine(picture, matrix, (size, size), flags=cv2.INTER_LINEAR, borderValue=(PAD, PAD, PAD))
    return view, scale, dx, dy


def boxes_in_view(boxes: "list[list[Any]]", size: int, scale: float, dx: float, dy: float) -> "list[list[float]]":
    """Boxes cut to the view; those less than half visible become difficult, below a fifth they are dropped."""
    out = []
    for x1, y1, x2, y2, name, difficult in boxes:
        full = np.array([x1 * scale + dx, y1 * scale + dy, x2 * scale + dx, y2 * scale + dy])
        seen = full.clip(0, size)
        area = (full[2] - full[0]) * (full[3] - full[1])
        share = max(0.0, seen[2] - seen[0]) * max(0.0, seen[3] - seen[1]) / max(area, 1e-6)
        if share >= 0.2 and min(seen[2] - seen[0], seen[3] - seen[1]) >= 3:
            out.append([*(round(float(v), 2) for v in seen), INDEX[name], int(bool(difficult) or share < 0.5)])
    return out


def logit_bytes(probability: np.ndarray) -> np.ndarray:
    """Probabilities -> logits in sixteenths as int8."""
    p = probability.clip(1e-6, 1 - 1e-6)
    return (np.log(p / (1 - p)) / LOGIT_STEP).round().clip(-127, 127).astype(np.int8)


def read_records(args: argparse.Namespace) -> "list[dict[str, Any]]":
    """Training records of every source named on the command line."""
    records: "list[dict[str, Any]]" = []
    for path in args.index or []:
        records += read_index(path)
    for path in args.voc or []:
        records += read_voc_folder(path)
    for path in args.coco or []:
        records += read_coco_folder(path)
    for path in args.pictures or []:
        records += read_pictures(path, src=args.src)
    if not records:
        raise BadInput("nothing to read: give --index, --voc, --coco or --pictures.")
    return [r for r in records if not is_validation(r["id"])][::args.every]


class ShardWriter:
    """Appends views to the four files of a shard; `close` writes `truth.json`, without which the shard is not complete."""

    def __init__(self, out: Path, total: int, size: int, teacher: YoloxTeacher) -> None:
        out.mkdir(parents=True, exist_ok=True)
        (out / "fused.npz").unlink(missing_ok=True)  # targets of an earlier shard of this name
        self.out, self.total, self.teacher, self.start = out, total, teacher, time.time()
        cells, open_map = len(cell_centres(size)[1]), np.lib.format.open_memmap
        self.images = open_map(out / "images.npy", "w+", np.uint8, (total, size, size, 3))
        self.logits = open_map(out / "logits.npy", "w+", np.int8, (total, cells, 81))
        self.ltrb = open_map(out / "ltrb.npy", "w+", np.float16, (total, cells, 4))
        self.truth: "list[dict[str, Any]]" = []

    def add(self, view: np.ndarray, truth: "dict[str, Any]") -> None:
        """Run the teacher on a view and store it with its truth."""
        box, objectness, classes = self.teacher(view)
        k = len(self.truth)
        self.images[k], self.ltrb[k] = view, box.clip(-60, 60)
        self.logits[k] = logit_bytes(np.concatenate([classes, objectness[:, None]], 1))
        self.truth.append(truth)
        if len(self.truth) % 2000 == 0:
            print(f"{len(self.truth)}/{self.total} views, {(time.time() - self.start) / len(self.truth) * 1e3:.1f} ms each", flush=True)

    def close(self) -> None:
        """Flush, and say how many views there are."""
        for array in (self.images, self.logits, self.ltrb):
            array.flush()
        (self.out / "truth.json").write_text(json.dumps(self.truth))
        print(f"{self.out}: {len(self.truth)} views")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, nargs="*")
    parser.add_argument("--voc", type=Path, nargs="*")
    parser.add_argument("--coco", type=Path, nargs="*")
    parser.add_argument("--pictures", type=Path, nargs="*", help="folders of pictures without labels")
    parser.add_argument("--src", default="pictures")
    parser.add_argument("--every", type=int, default=1, help="take each n-th picture")
    parser.add_argument("--teacher", type=Path, required=True)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--kinds", nargs="*", default=["full", "zoom"], choices=["full", "zoom"])
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    if args.size % 32:
        raise BadInput(f"--size {args.size}: must be a multiple of 32.")
    cv2.setNumThreads(1)
    teacher = YoloxTeacher(args.teacher, args.size)
    records = read_records(args)
    writer = ShardWriter(args.out, len(records) * len(args.kinds), args.size, teacher)
    for record in records:
        picture = cv2.imread(record["img"])
        if picture is None:
            warn(f"{record['img']}: cannot be decoded; left out")
            continue
        picture = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
        for number, kind in enumerate(args.kinds):
            seed = int(hashlib.sha1(f"{record['id']}/{number}".encode()).hexdigest()[:8], 16)
            view, scale, dx, dy = cut_view(picture, args.size, kind, np.random.default_rng(seed))
            writer.add(view, {"id": record["id"], "src": record["src"], "complete": record["complete"],
                              "boxes": boxes_in_view(record["boxes"], args.size, scale, dx, dy)})
    writer.close()


if __name__ == "__main__":
    die_on_bad_input(main)
