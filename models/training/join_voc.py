"""Join VOC photos that came by several ways into one index, `{id,img,w,h,boxes,src,complete}` per line.

    python join_voc.py --voc DIR --extra DIR --box-list voc_train.txt voc_test.txt --names voc.names --out voc-merged.jsonl

--voc    a VOC folder; only XML whose source/database is "The VOC2007 Database" is kept (hand-made additions are not).
--extra  a folder of VOC photos without XML, named 20YY_NNNNNN.jpg: boxes from the VOC2012 lines of the box lists
         (2007_NNNNNN is VOC2007 NNNNNN). Photos already in --voc are dropped: the same picture, re-encoded.
Pictures that cannot be decoded are named and left out. The split rule hashes `id`, the file stem (VOC2007: NNNNNN).
"""
from __future__ import annotations

import argparse
import json
import os
import re
from pathlib import Path
from typing import Any

from common import BadInput, die_on_bad_input, is_validation, need_dir, need_file
from data.detection import clean_boxes, read_box_list, read_voc_folder, warn


def read_extra(folder: Path, lists: "list[Path]", names: "list[str]", known: "set[str]") -> "list[dict[str, Any]]":
    """Records of loose VOC photos whose boxes stand in box lists; `known` are VOC2007 ids to leave out."""
    from PIL import Image, UnidentifiedImageError

    table: "dict[str, list[list[Any]]]" = {}
    for path in lists:
        table.update(read_box_list(path, names))
    records, same, unlisted = [], 0, 0
    for path in sorted(need_dir(folder, "loose VOC photos").rglob("*.jpg")):
        if not re.fullmatch(r"20\d\d_\d{6}", path.stem):
            continue
        year, number = path.stem.split("_")
        if year == "2007" and number in known:
            same += 1
            continue
        picture_id = number if year == "2007" else path.stem
        boxes = table.get(f"VOC2007/{number}" if year == "2007" else f"VOC2012/{path.stem}")
        if boxes is None:
            unlisted += 1
            continue
        try:
            with Image.open(path) as picture:
                w, h = picture.size
        except (UnidentifiedImageError, OSError) as problem:
            warn(f"{path}: cannot be decoded ({problem}); left out")
            continue
        kept = clean_boxes(boxes, w, h, str(path))
        records.append({"id": picture_id, "img": str(path), "w": w, "h": h, "boxes": kept,
                        "src": "voc2007trainval" if year == "2007" else "voc2012trainval", "complete": False})
    print(f"{folder}: {len(records)} photos joined, {same} already in the VOC folder, {unlisted} in no box list")
    return records


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--voc", type=Path, required=True)
    parser.add_argument("--extra", type=Path)
    parser.add_argument("--box-list", type=Path, nargs="*", default=[])
    parser.add_argument("--names", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    records = read_voc_folder(args.voc, database="The VOC2007 Database", src="voc2007test")
    if args.extra:
        if not args.box_list or not args.names:
            raise BadInput("--extra needs --box-list and --names.")
        names = need_file(args.names, "class names, one per line").read_text().split()
        records += read_extra(args.extra, args.box_list, names, {r["id"] for r in records})
    args.out.parent.mkdir(parents=True, exist_ok=True)
    for record in records:  # relative, so that the data folder can be moved
        record["img"] = os.path.relpath(record["img"], args.out.parent)
    args.out.write_text("".join(json.dumps(r) + "\n" for r in records))
    held = sum(is_validation(r["id"]) for r in records)
    print(f"{args.out}: {len(records)} pictures ({held} for validation), {sum(len(r['boxes']) for r in records)} boxes")


if __name__ == "__main__":
    die_on_bad_input(main)
