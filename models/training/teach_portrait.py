"""Label photos of people that have no mask, with a public segmenter as teacher, inside human person boxes: bank `portrait-taught`.

    python3 teach_portrait.py --index D/voc-merged.jsonl --people shards/portrait-people --segmenter T/selfie_segmenter_square.f32.onnx \\
            --pictures D/caltech101/101_ObjectCategories/Faces --ccp D/ccp --detector T/yolox_nano_416.onnx --out shards [--sheet look.png]

Boxes are the index's. Pictures without boxes (`--pictures`, and the photos of `--ccp` that have no mask) get them from the detector; what it half
sees is unknown. Photos of `--people` (they have a human mask) and validation pictures are left out. See `data/taught.py` for what is believed.
Pictures that cannot be decoded are named on stderr and left out. Needs the Python package onnxruntime.
"""
from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any, Callable, Iterator

import cv2
import numpy as np

from common import HERE, BadInput, die_on_bad_input, is_validation, need_dir, need_file
from data.bank import write_bank
from data.coco_names import COCO_NAMES
from data.detection import read_index, read_pictures, warn
from data.taught import Teacher, entries_of, label_picture
from teachers import SelfieTeacher

SURE_BOX, HALF_SEEN = 0.6, 0.2
MAX_SIDE = 560


def ccp_without_mask(root: Path) -> "list[dict[str, Any]]":
    """Records of the Clothing Co-Parsing photos that nobody masked; ids as the masked ones have them."""
    masked = {p.stem for p in need_dir(root / "annotations" / "pixel-level", "Clothing Co-Parsing").glob("*.mat")}
    return [dict(r, id=f"ccp_{Path(r['img']).stem}") for r in read_pictures(root / "photos", src="ccp") if Path(r["img"]).stem not in masked]


def boxes_seen(rows: np.ndarray) -> "list[list[Any]]":
    """A detector's rows (x1,y1,x2,y2,score,class) as boxes; what it half sees is flagged difficult, so that it is unknown."""
    return [[*(float(v) for v in r[:4]), COCO_NAMES[int(r[5])], int(r[4] < SURE_BOX)] for r in rows if r[4] >= HALF_SEEN]


def records(args: argparse.Namespace) -> "list[dict[str, Any]]":
    """Training photos that may hold a person and have no mask."""
    out: "list[dict[str, Any]]" = []
    for index in args.index or []:
        out += [r for r in read_index(index) if any(b[4] == "person" for b in r["boxes"])]
    for folder in args.pictures or []:
        out += read_pictures(folder, src=folder.name)
    if args.ccp:
        out += ccp_without_mask(args.ccp)
    if not out:
        raise BadInput("nothing to read: give --index, --pictures or --ccp.")
    masked = {e["id"] for e in json.loads(need_file(args.people.with_suffix(".json"), "the bank of prepare.py portrait").read_text())}
    return [r for r in out if r["id"] not in masked and not is_validation(r["id"])]


def labelled(todo: "list[dict[str, Any]]", teacher: Teacher, detector: "Callable[[np.ndarray], np.ndarray] | None") -> "Iterator[tuple[str, str, np.ndarray]]":
    """(id, source, RGBA) of everything worth training on."""
    start, photos, made = time.time(), 0, 0
    for number, record in enumerate(todo, 1):
        bgr = cv2.imread(record["img"], cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
        if bgr is None:
            warn(f"{record['img']}: cannot be decoded; left out")
            continue
        rgb = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)
        boxes, complete = record["boxes"], record["complete"]
        if not boxes:
            if detector is None:
                raise BadInput(f"{record['img']} has no boxes: give --detector.")
            boxes = boxes_seen(detector(rgb))
        parts = entries_of(rgb, *label_picture(rgb, boxes, teacher, complete=complete))
        photos, made = photos + bool(parts), made + len(parts)
        for k, rgba in enumerate(parts):
            yield f"{record['id']}/{k}", record["src"], rgba
        if number % 250 == 0:
            print(f"{number}/{len(todo)} photos, {photos} believed, {made} pictures, {(time.time() - start) / number * 1e3:.0f} ms each", flush=True)


def sheet(path: Path, pictures: "list[np.ndarray]", columns: int = 10, side: int = 160) -> None:
    """PNG of pictures with their labels: nobody dark, unknown blue."""
    cells = []
    for rgba in pictures:
        shrink = side / max(rgba.shape[:2])
        small = cv2.resize(rgba, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
        bgr, alpha = small[..., 2::-1].astype(np.float32), small[..., 3:]
        bgr = np.where(alpha > 215, bgr, np.where(alpha < 40, bgr * 0.25, bgr * 0.4 + np.array([150, 60, 0])))
        cell = np.zeros((side, side, 3), np.uint8)
        cell[:bgr.shape[0], :bgr.shape[1]] = bgr[:side, :side].clip(0, 255)
        cells.append(cell)
    cells += [np.zeros((side, side, 3), np.uint8)] * (-len(cells) % columns)
    cv2.imwrite(str(path), np.vstack([np.hstack(cells[i:i + columns]) for i in range(0, len(cells), columns)]))


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, nargs="*", help="merged index with person boxes (join_voc.py)")
    parser.add_argument("--pictures", type=Path, nargs="*", help="folders of photos without boxes")
    parser.add_argument("--ccp", type=Path, help="Clothing Co-Parsing: its photos without a mask")
    parser.add_argument("--people", type=Path, default=HERE / "shards" / "portrait-people", help="bank whose photos have human masks")
    parser.add_argument("--segmenter", type=Path, required=True, help="selfie segmenter, ONNX, NHWC")
    parser.add_argument("--detector", type=Path, help="YOLOX ONNX file, for pictures without boxes")
    parser.add_argument("--out", type=Path, default=HERE / "shards")
    parser.add_argument("--name", default="portrait-taught")
    parser.add_argument("--limit", type=int, default=0, help="label only so many photos, drawn at random (0: all)")
    parser.add_argument("--sheet", type=Path, help="also write a PNG of 60 labelled pictures to look at")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    todo = records(args)
    order = np.random.default_rng(1).permutation(len(todo))
    todo = [todo[i] for i in order[:args.limit or None]]
    detector = None
    if args.detector:
        from references import Yolox

        detector = Yolox(args.detector)
    shown: "list[np.ndarray]" = []

    def seen() -> "Iterator[tuple[str, str, np.ndarray]]":
        for item in labelled(todo, SelfieTeacher(args.segmenter), detector):
            if len(shown) < 60:
                shown.append(item[2])
            yield item

    entries = write_bank(args.out / args.name, seen(), max_side=MAX_SIDE)
    if not entries:
        raise BadInput("no photo was believed: look at the boxes and at the segmenter.")
    by_source = {s: sum(e.source == s for e in entries) for s in sorted({e.source for e in entries})}
    print(f"{args.name}: {len(entries)} pictures of {len({e.id.rsplit('/', 1)[0] for e in entries})} photos: {by_source}")
    if args.sheet:
        sheet(args.sheet, shown)


if __name__ == "__main__":
    die_on_bad_input(main)
