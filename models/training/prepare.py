"""Pack resized pictures into shards that the training scripts read.

    python3 prepare.py portrait --ccp DIR --voc2007 DIR --animal-pose DIR --segmentation DIR --box-lists FILE FILE --out shards
    python3 prepare.py portrait-exam --photos DIR --masks DIR --out shards
    python3 prepare.py classify --tiny-imagenet DIR --grocery DIR --clothing DIR --out shards
    python3 prepare.py calibration --net detector --index voc-merged.jsonl --sizes 416x416 320x320 256x256 --out shards

A picture that cannot be decoded, or whose mask is empty, is named on stderr and skipped; more than 1 % of such pictures in one
source stops the run, as do missing folders and classes without pictures. Validation pictures (sha1(id) % 10 == 0) go to
their own shards and are never trained on.
"""
from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Iterable, Iterator

import numpy as np

from common import HERE, BadInput, die_on_bad_input, is_validation
from data import labelled, people, vocabulary
from data.bank import write_bank
from data.classify import ClassSampler, write_shard
from data.portrait import PortraitSampler


def decoded(source: str, pictures: "Iterable[people.Picture]", *, mask: bool) -> "Iterator[tuple[str, str, np.ndarray]]":
    """(id, source, RGBA) of every good picture; names and counts the others."""
    seen = bad = 0
    for picture in pictures:
        seen += 1
        try:
            rgba = picture.load()
        except (BadInput, OSError, ValueError) as problem:
            bad += 1
            print(f"skipped: {problem}", file=sys.stderr)
            continue
        if mask and not (rgba[..., 3] == 255).any():
            bad += 1
            print(f"skipped: {picture.path}: its person mask is empty", file=sys.stderr)
            continue
        yield picture.id, source, rgba
    if seen == 0:
        raise BadInput(f"{source}: not one picture found; check the folder")
    if bad > max(1, seen // 100):
        raise BadInput(f"{source}: {bad} of {seen} pictures are broken; fix or remove them")


def split(pictures: "Iterable[people.Picture]", validation: bool) -> "list[people.Picture]":
    """The pictures of one side of the split."""
    return [p for p in pictures if is_validation(p.id) == validation]


def portrait(args: argparse.Namespace) -> None:
    """Banks `portrait-people`, `portrait-nobody` and their `-val` twins."""
    photos = people.voc_photos(args.voc2007, args.animal_pose)
    ccp = list(people.ccp(args.ccp))
    voc = list(people.voc_people(photos, args.segmentation))
    nobody = list(people.voc_nobody(photos, args.voc2007, args.box_lists, args.segmentation))
    for validation, suffix in ((False, ""), (True, "-val")):
        both = [t for name, part in (("ccp", ccp), ("voc", voc)) for t in decoded(name, split(part, validation), mask=True)]
        some = write_bank(args.out / f"portrait-people{suffix}", both, max_side=832)
        none = write_bank(args.out / f"portrait-nobody{suffix}", decoded("nobody", split(nobody, validation), mask=False), max_side=352 if not validation else 512)
        counts = {s: sum(e.source == s for e in some) for s in ("ccp", "voc")}
        print(f"portrait{suffix}: {counts['ccp']} CCP, {counts['voc']} VOC persons, {len(none)} photos without a person")


def classify(args: argparse.Namespace) -> None:
    """Shards `classify-<source>[-val]` and `classify-names.json`, the names in tensor order."""
    sources: "dict[str, tuple[list[labelled.Labelled], int]]" = {
        "tiny-imagenet": (list(labelled.tiny_imagenet(args.tiny_imagenet)), 64),
        "grocery": (list(labelled.grocery(args.grocery)), 128),
        "clothing": (list(labelled.clothing(args.clothing)), 128),
    }
    if args.extra:
        sources["extra"] = (list(labelled.folder_per_class(args.extra)), 128)
    names = vocabulary.merge(*([p.name for p in pictures] for pictures, _ in sources.values()))
    args.out.mkdir(parents=True, exist_ok=True)
    for source, (pictures, side) in sources.items():
        for validation, suffix in ((False, ""), (True, "-val")):
            part = [p for p in pictures if p.validation == validation]
            if not part:
                raise BadInput(f"{source}: no pictures for {'validation' if validation else 'training'}")
            bad = write_shard(args.out / f"classify-{source}{suffix}", part, names, side)
            if bad > max(1, len(part) // 100):
                raise BadInput(f"{source}: {bad} of {len(part)} pictures cannot be decoded; fix or remove them")
            print(f"{source}{suffix}: {len(part) - bad} pictures of {len({p.name for p in part})} classes")
    (args.out / "classify-names.json").write_text(json.dumps(names))
    print(f"{len(names)} classes")


def portrait_exam(args: argparse.Namespace) -> None:
    """Bank `portrait-exam`: pictures with a mask that are only ever examined."""
    pictures = decoded("portrait-exam", people.picture_and_mask(args.photos, args.masks), mask=True)
    print(f"portrait-exam: {len(write_bank(args.out / 'portrait-exam', pictures, max_side=832))} pictures")


def calibration(args: argparse.Namespace) -> None:
    """Training pictures as the app would feed them, uint8 [n,3,H,W] (255 is 1.0), for `quantise.py`."""
    import torch

    torch.manual_seed(0)
    cpu = torch.device("cpu")
    args.out.mkdir(parents=True, exist_ok=True)
    for width, height in [tuple(int(v) for v in size.split("x")) for size in args.sizes]:
        if args.net == "detector":
            images = letterboxed(args.index, args.pictures, width, height)
        elif args.net == "unet-portrait":
            images = PortraitSampler(args.shards, cpu).batch(args.pictures, height, width).image
        else:
            shares = {"tiny-imagenet": 0.8, "grocery": 0.1, "clothing": 0.1}
            images = ClassSampler(args.shards, shares, cpu).batch(args.pictures, height, 0.5).image
        path = args.out / f"calibration-{args.net}-{width}x{height}.npy"
        np.save(path, (images * 255).round().byte().contiguous().numpy())
        print(f"{path}: {len(images)} pictures")


def letterboxed(index: "Path | None", count: int, width: int, height: int) -> "torch.Tensor":
    """Float [count,3,S,S] 0..1: training pictures of a merged index, evenly spaced, letterboxed, every second one in dimmer or brighter light."""
    import cv2
    import torch

    from data.detection import read_index
    from data.views import shade
    from evaluate_detection import letterbox

    if index is None:
        raise BadInput("calibration of a detector needs --index, written by join_voc.py.")
    if width != height:
        raise BadInput(f"{width}x{height}: detectors take squares.")
    records = [r for r in read_index(index) if not is_validation(r["id"])]
    views = []
    for record in records[::max(1, len(records) // count)][:count]:
        picture = cv2.imread(record["img"])
        if picture is None:
            raise BadInput(f"{record['img']}: cannot be decoded; make the index again.")
        views.append(letterbox(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), width)[0])
    pixels = torch.from_numpy(np.stack(views)).permute(0, 3, 1, 2)
    plain, lit = pixels[::2].float() / 255, shade(pixels[1::2], torch.Generator().manual_seed(0))
    return torch.cat([plain, lit])


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = parser.add_subparsers(dest="what", required=True)
    p = sub.add_parser("portrait", help="person masks and photos without persons")
    p.add_argument("--ccp", type=Path, required=True, help="Clothing Co-Parsing: photos/, annotations/pixel-level/")
    p.add_argument("--voc2007", type=Path, required=True, help="VOC2007 test: JPEGImages/, Annotations/")
    p.add_argument("--animal-pose", type=Path, required=True, help="folder with the VOC2011/12 photos of Animal-Pose")
    p.add_argument("--segmentation", type=Path, required=True, help="SegmentationClassAug/")
    p.add_argument("--box-lists", type=Path, nargs="+", required=True, help="voc_train.txt voc_test.txt (path x1,y1,x2,y2,class ...)")
    p.add_argument("--out", type=Path, default=HERE / "shards")
    p.set_defaults(run=portrait)
    p = sub.add_parser("portrait-exam", help="photos and masks that are examined and never trained on")
    p.add_argument("--photos", type=Path, required=True)
    p.add_argument("--masks", type=Path, required=True, help="PNG masks with the photos' names")
    p.add_argument("--out", type=Path, default=HERE / "shards")
    p.set_defaults(run=portrait_exam)
    p = sub.add_parser("classify", help="pictures with one label each")
    p.add_argument("--tiny-imagenet", type=Path, required=True, help="tiny-imagenet-200/")
    p.add_argument("--grocery", type=Path, required=True, help="GroceryStoreDataset/dataset/")
    p.add_argument("--clothing", type=Path, required=True, help="clothing-dataset/ with images.csv")
    p.add_argument("--extra", type=Path, default=None, help="a folder per class of your own")
    p.add_argument("--out", type=Path, default=HERE / "shards")
    p.set_defaults(run=classify)
    p = sub.add_parser("calibration", help="training pictures for quantise.py")
    p.add_argument("--net", choices=["detector", "unet-portrait", "resnet"], required=True)
    p.add_argument("--sizes", nargs="+", default=["256x256"], help="WIDTHxHEIGHT of the shipped files")
    p.add_argument("--pictures", type=int, default=64)
    p.add_argument("--index", type=Path, default=None, help="of the detectors: written by join_voc.py")
    p.add_argument("--shards", type=Path, default=HERE / "shards")
    p.add_argument("--out", type=Path, default=HERE / "shards")
    p.set_defaults(run=calibration)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    die_on_bad_input(main)
