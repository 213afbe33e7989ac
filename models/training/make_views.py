"""Cut square views of pictures and run a teacher on each, so that training reads finished uint8 tensors.

    python make_views.py --index voc-merged.jsonl --teacher yolox_nano_416.onnx --size 256 --kinds full zoom --out shards/voc-256
    python make_views.py --pictures DIR --src caltech101 --every 3 --teacher ... --out shards/caltech-256


Validation pictures (sha1(id) % 10 == 0) are left out. Kinds of view:
  full    the whole picture, long side 0.75-1.1 of the view      zoom    a part of it, scaled 1.2-2.2 times
  mosaic  the picture and three others of a pool of late ones, each in a quarter of random size, long side 0.45-1.1 of the view
Written: images.npy uint8 [V,S,S,3] RGB; logits.npy int8 [V,cells,81] (class logits, then objectness, in 1/16, clipped to
+-7.9); ltrb.npy float16 [V,cells,4] in strides; truth.json: per view its boxes in pixels [x1,y1,x2,y2,class,difficult],
`complete`, `src`, `id`. With --sparse, instead of logits.npy and ltrb.npy, the training targets alone (`fused.npz`): a third
less on disk, without the auxiliary loss. Pictures that cannot be decoded are named on stderr and left out.
"""
from __future__ import annotations

import argparse
import hashlib
import json
import time
from collections import deque
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from common import BadInput, die_on_bad_input, is_validation
from data.coco_names import INDEX
from data.detection import read_coco_folder, read_index, read_pictures, read_voc_folder, warn
from data.views import LOGIT_STEP, joined
from targets import fuse
from teachers import YoloxTeacher, cell_centres

PAD = 114


FACTORS = {"full": (0.75, 1.1), "zoom": (1.2, 2.2), "mosaic": (0.45, 1.1)}


def cut_view(picture: np.ndarray, size: int, kind: str, rng: np.random.Generator) -> "tuple[np.ndarray, float, float, float]":
    """uint8 [h,w,3] -> (view [size,size,3], scale, x shift, y shift): view px = scale * picture px + shift."""
    h, w = picture.shape[:2]
    scale = size * rng.uniform(*FACTORS[kind]) / max(h, w)
    room_x, room_y = size - w * scale, size - h * scale
    # where the picture is smaller than the view it lies anywhere inside, near the centre as the app's letterbox has it;
    # where it is larger, the view lies anywhere on the picture
    dx = room_x * (rng.uniform(0.3, 0.7) if room_x > 0 else rng.uniform(0, 1))
    dy = room_y * (rng.uniform(0.3, 0.7) if room_y > 0 else rng.uniform(0, 1))
    return draw_view(picture, size, scale, dx, dy), scale, dx, dy


def draw_view(picture: np.ndarray, size: int, scale: float, dx: float, dy: float) -> np.ndarray:
    """The picture scaled and shifted, seen through a view of `size`; PAD where it does not reach."""
    h, w = picture.shape[:2]
    if scale < 1:
        picture = cv2.resize(picture, (max(1, round(w * scale)), max(1, round(h * scale))), interpolation=cv2.INTER_AREA)
        step_x, step_y = picture.shape[1] / w, picture.shape[0] / h
        matrix = np.array([[scale / step_x, 0, dx], [0, scale / step_y, dy]], np.float64)
    else:
        matrix = np.array([[scale, 0, dx], [0, scale, dy]], np.float64)
    return cv2.warpAffine(picture, matrix, (size, size), flags=cv2.INTER_LINEAR, borderValue=(PAD, PAD, PAD))


def mosaic_view(members: "list[tuple[dict[str, Any], np.ndarray]]", size: int, rng: np.random.Generator) -> "tuple[np.ndarray, list[list[float]], bool]":
    """Four (record, picture) -> (view, boxes, whether all of VOC's objects are labelled). Each picture touches the point where the quarters meet."""
    view = np.full((size, size, 3), PAD, np.uint8)
    middle = (rng.uniform(0.3, 0.7, 2) * size).round()
    boxes: "list[list[float]]" = []
    for quarter, (record, picture) in enumerate(members):
        right, below = quarter % 2, quarter // 2
        h, w = picture.shape[:2]
        scale = size * rng.uniform(*FACTORS["mosaic"]) / max(h, w)
        dx, dy = middle[0] - (0 if right else w * scale), middle[1] - (0 if below else h * scale)
        low = (int(middle[0]) if right else 0, int(middle[1]) if below else 0)
        high = (size if right else int(middle[0]), size if below else int(middle[1]))
        drawn = draw_view(picture, size, scale, dx, dy)
        view[low[1]:high[1], low[0]:high[0]] = drawn[low[1]:high[1], low[0]:high[0]]
        boxes += boxes_in_view(record["boxes"], size, scale, dx, dy, window=(*low, *high))
    return view, boxes, all(record["complete"] for record, _ in members)


def boxes_in_view(boxes: "list[list[Any]]", size: int, scale: float, dx: float, dy: float, *,
                  window: "tuple[int, int, int, int] | None" = None) -> "list[list[float]]":
    """Boxes cut to the view, or to a window (x1,y1,x2,y2) of it; those less than half visible become difficult, below a fifth they are dropped."""
    out = []
    low, high = np.array((window or (0, 0, size, size))[:2] * 2), np.array((window or (0, 0, size, size))[2:] * 2)
    for x1, y1, x2, y2, name, difficult in boxes:
        full = np.array([x1 * scale + dx, y1 * scale + dy, x2 * scale + dx, y2 * scale + dy])
        seen = full.clip(low, high)
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
    """Appends views to the files of a shard; `close` writes `truth.json`, without which the shard is not complete."""

    def __init__(self, out: Path, total: int, size: int, teacher: YoloxTeacher, *, sparse: bool = False) -> None:
        out.mkdir(parents=True, exist_ok=True)
        for name in ("fused.npz", "logits.npy", "ltrb.npy"):  # of an earlier shard of this name
            (out / name).unlink(missing_ok=True)
        self.out, self.total, self.size, self.teacher, self.start = out, total, size, teacher, time.time()
        cells, open_map = len(cell_centres(size)[1]), np.lib.format.open_memmap
        self.images = open_map(out / "images.npy", "w+", np.uint8, (total, size, size, 3))
        self.dense = None if sparse else (open_map(out / "logits.npy", "w+", np.int8, (total, cells, 81)),
                                          open_map(out / "ltrb.npy", "w+", np.float16, (total, cells, 4)))
        self.parts: "list[tuple[np.ndarray, ...]]" = []
        self.truth: "list[dict[str, Any]]" = []

    def add(self, view: np.ndarray, truth: "dict[str, Any]") -> None:
        """Run the teacher on a view and store it with its truth."""
        box, objectness, classes = self.teacher(view)
        k, box = len(self.truth), box.clip(-60, 60)
        logits = logit_bytes(np.concatenate([classes, objectness[:, None]], 1))
        self.images[k] = view
        if self.dense:
            self.dense[0][k], self.dense[1][k] = logits, box
        else:
            self.parts.append(fuse(logits * LOGIT_STEP, box, truth, self.size))
        self.truth.append(truth)
        if len(self.truth) % 2000 == 0:
            print(f"{len(self.truth)}/{self.total} views, {(time.time() - self.start) / len(self.truth) * 1e3:.1f} ms each", flush=True)

    def close(self) -> None:
        """Flush, and say how many views there are."""
        for array in (self.images, *(self.dense or ())):
            array.flush()
        if self.parts:
            np.savez(self.out / "fused.npz", **joined(self.parts))
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
    parser.add_argument("--kinds", nargs="*", default=["full", "zoom"], choices=list(FACTORS))
    parser.add_argument("--sparse", action="store_true", help="keep the training targets only, not all that the teacher says")
    parser.add_argument("--series", default="", help="any word: another one gives other views of the same pictures")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    if args.size % 32:
        raise BadInput(f"--size {args.size}: must be a multiple of 32.")
    cv2.setNumThreads(1)
    teacher = YoloxTeacher(args.teacher, args.size)
    records = read_records(args)
    np.random.default_rng(0).shuffle(records)  # neighbours in a mosaic come from anywhere
    writer = ShardWriter(args.out, len(records) * len(args.kinds), args.size, teacher, sparse=args.sparse)
    pool: "deque[tuple[dict[str, Any], np.ndarray]]" = deque(maxlen=200)
    for record in records:
        picture = cv2.imread(record["img"])
        if picture is None:
            warn(f"{record['img']}: cannot be decoded; left out")
            continue
        picture = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
        pool.append((record, picture))
        for number, kind in enumerate(args.kinds):
            rng = np.random.default_rng(int(hashlib.sha1(f"{record['id']}/{number}{args.series}".encode()).hexdigest()[:8], 16))
            if kind == "mosaic":
                others = [pool[int(i)] for i in rng.integers(0, len(pool), 3)]
                view, boxes, complete = mosaic_view([(record, picture), *others], args.size, rng)
            else:
                view, scale, dx, dy = cut_view(picture, args.size, kind, rng)
                boxes, complete = boxes_in_view(record["boxes"], args.size, scale, dx, dy), record["complete"]
            writer.add(view, {"id": record["id"], "src": record["src"], "complete": complete, "boxes": boxes})
    writer.close()


if __name__ == "__main__":
    die_on_bad_input(main)
