"""Readers of labelled detection pictures: VOC folders, COCO instances JSON, and the merged index (`join_voc.py`).

A *record* is a dict: `id` (file stem, what the split rule hashes), `img` (path), `w`, `h` in pixels, `boxes`: list of
`[x1, y1, x2, y2, name, difficult]` with 0-based pixel corners (x2, y2 exclusive), `src` (where it came from) and
`complete`: True when every object of VOC's twenty classes is labelled (difficult ones included).
"""
from __future__ import annotations

import json
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any, Iterable

from common import BadInput, need_dir, need_file
from data.coco_names import COCO_NAMES, coco_name

Record = "dict[str, Any]"


def warn(message: str) -> None:
    """Say on stderr what is skipped and why; nothing is dropped silently."""
    print(f"warning: {message}", file=sys.stderr)


def clean_boxes(boxes: "Iterable[list[Any]]", w: int, h: int, where: str) -> "list[list[Any]]":
    """Clip boxes to the picture; a box outside it, or with no area, is named on stderr and left out."""
    kept = []
    for x1, y1, x2, y2, name, difficult in boxes:
        cx1, cy1, cx2, cy2 = max(0.0, x1), max(0.0, y1), min(float(w), x2), min(float(h), y2)
        if cx2 - cx1 < 1 or cy2 - cy1 < 1:
            warn(f"{where}: box {[x1, y1, x2, y2]} ({name}) has no area inside the {w}x{h} picture; left out")
            continue
        kept.append([cx1, cy1, cx2, cy2, name, int(difficult)])
    return kept


def read_voc_xml(path: Path) -> "tuple[int, int, list[list[Any]], str]":
    """(width, height, boxes, database) of one VOC annotation. VOC corners are 1-based and inclusive."""
    try:
        root = ElementTree.parse(path).getroot()
        size = root.find("size")
        w, h = int(size.findtext("width")), int(size.findtext("height"))  # type: ignore[union-attr,arg-type]
        boxes = []
        for item in root.iter("object"):
            box = item.find("bndbox")
            x1, y1, x2, y2 = (float(box.findtext(k)) for k in ("xmin", "ymin", "xmax", "ymax"))  # type: ignore[union-attr,arg-type]
            boxes.append([x1 - 1, y1 - 1, x2, y2, str(item.findtext("name")).strip(), int(item.findtext("difficult") or 0)])
    except (ElementTree.ParseError, AttributeError, TypeError, ValueError) as problem:
        raise BadInput(f"{path}: not a VOC annotation ({problem}). Remove the file or give another folder.") from None
    return w, h, boxes, str(root.findtext("source/database") or "")


def find_child(root: Path, *names: str) -> Path:
    """The first folder of these names under `root` or under `root/VOCdevkit/VOC*`."""
    for base in [root, *sorted(root.glob("VOCdevkit/VOC*")), *sorted(root.glob("VOC*"))]:
        for name in names:
            if (base / name).is_dir():
                return base / name
    raise BadInput(f"{root}: no folder {' or '.join(names)} inside; give the folder that holds Annotations and JPEGImages.")


def read_voc_folder(root: Path, *, database: str = "", src: str = "voc") -> "list[dict[str, Any]]":
    """Records of a VOC folder (`Annotations/*.xml`, `JPEGImages/*.jpg`). `database` keeps only XML of that source."""
    annotations = find_child(need_dir(root, "a VOC folder"), "Annotations")
    pictures = find_child(root, "JPEGImages")
    records, absent = [], 0
    for xml in sorted(annotations.glob("*.xml")):
        w, h, boxes, source = read_voc_xml(xml)
        if database and source != database:
            continue
        picture = pictures / f"{xml.stem}.jpg"
        if not picture.is_file():
            absent += 1
            continue
        boxes = [[*b[:4], coco_name(b[4]), b[5]] for b in clean_boxes(boxes, w, h, str(xml))]
        records.append({"id": xml.stem, "img": str(picture), "w": w, "h": h, "boxes": boxes, "src": src, "complete": True})
    if absent:
        warn(f"{pictures}: {absent} annotated pictures are absent; left out")
    if not records:
        raise BadInput(f"{root}: no annotated picture found (wanted Annotations/*.xml beside JPEGImages/*.jpg).")
    return records


def read_coco_folder(root: Path, *, src: str = "coco") -> "list[dict[str, Any]]":
    """Records of a COCO folder: one `instances*.json` (at any depth) and the pictures it names. Crowd boxes become difficult."""
    need_dir(root, "a COCO-format folder")
    found = sorted(root.rglob("instances*.json")) or sorted(root.glob("*.json"))
    if not found:
        raise BadInput(f"{root}: no instances*.json inside; give a folder in COCO format.")
    try:
        table = json.loads(found[0].read_text())
        names = {c["id"]: c["name"] for c in table["categories"]}
        pictures = {p["id"]: p for p in table["images"]}
        notes = table["annotations"]
    except (ValueError, KeyError, TypeError) as problem:
        raise BadInput(f"{found[0]}: not COCO instances ({problem!r}); wanted images, annotations, categories.") from None
    where = {p.name: p for p in root.rglob("*") if p.suffix.lower() in (".jpg", ".jpeg", ".png")}
    boxes: "dict[Any, list[list[Any]]]" = {k: [] for k in pictures}
    for note in notes:
        x, y, w, h = note["bbox"]
        boxes[note["image_id"]].append([x, y, x + w, y + h, coco_name(names[note["category_id"]]), int(note.get("iscrowd", 0))])
    records, absent = [], 0
    for key, picture in pictures.items():
        path = where.get(Path(picture["file_name"]).name)
        if path is None:
            absent += 1
            continue
        w, h = int(picture["width"]), int(picture["height"])
        records.append({"id": path.stem, "img": str(path), "w": w, "h": h, "src": src, "complete": True,
                        "boxes": clean_boxes(boxes[key], w, h, f"{found[0]}: {path.name}")})
    if absent:
        warn(f"{found[0]}: {absent} pictures it names are absent; left out")
    if not records:
        raise BadInput(f"{root}: none of the {len(pictures)} pictures of {found[0].name} were found.")
    return records


def read_box_list(path: Path, names: "list[str]") -> "dict[str, list[list[Any]]]":
    """`path x1,y1,x2,y2,class ...` per line (1-based VOC corners) as {"VOC2012/2008_000001": boxes}."""
    table: "dict[str, list[list[Any]]]" = {}
    for number, line in enumerate(need_file(path, "a box list").read_text().splitlines(), 1):
        parts = line.split()
        if not parts:
            continue
        try:
            year = next(p for p in parts[0].split("/") if p.startswith("VOC20"))
            boxes = []
            for item in parts[1:]:
                x1, y1, x2, y2, cls = (int(v) for v in item.split(","))
                boxes.append([x1 - 1.0, y1 - 1.0, float(x2), float(y2), coco_name(names[cls]), 0])
        except (StopIteration, ValueError, IndexError) as problem:
            raise BadInput(f"{path}:{number}: not 'VOC path, then x1,y1,x2,y2,class' ({problem}).") from None
        table[f"{year}/{Path(parts[0]).stem}"] = boxes
    return table


def read_index(path: Path) -> "list[dict[str, Any]]":
    """Records of a merged index, one JSON object per line as `join_voc.py` writes it; `img` is relative to the index."""
    records = []
    for number, line in enumerate(need_file(path, "a merged index; make it with join_voc.py").read_text().splitlines(), 1):
        try:
            record = json.loads(line)
            unknown = {b[4] for b in record["boxes"]} - set(COCO_NAMES)
        except (ValueError, KeyError, IndexError) as problem:
            raise BadInput(f"{path}:{number}: not a record ({problem!r}); make the index again with join_voc.py.") from None
        if unknown:
            raise BadInput(f"{path}:{number}: unknown class names {sorted(unknown)}.")
        records.append(dict(record, img=str(path.parent / record["img"])))
    return records


def read_pictures(root: Path, *, src: str) -> "list[dict[str, Any]]":
    """Records without labels (their soft labels come from teachers): every JPEG or PNG under `root`."""
    paths = sorted(p for p in need_dir(root, "a folder of pictures").rglob("*") if p.suffix.lower() in (".jpg", ".jpeg", ".png"))
    if not paths:
        raise BadInput(f"{root}: no JPEG or PNG inside.")
    return [{"id": f"{p.parent.name}-{p.stem}", "img": str(p), "w": 0, "h": 0, "boxes": [], "src": src, "complete": False} for p in paths]
