"""Readers for the classifier: Tiny-ImageNet, grocery-store, clothing-dataset, and any folder per class."""
from __future__ import annotations

import csv
from pathlib import Path
from typing import Iterator, NamedTuple

from common import BadInput, is_validation, need_dir, need_file
from data.vocabulary import clothing_name, grocery_name, tiny_imagenet_names

PICTURES = {".jpg", ".jpeg", ".png"}


class Labelled(NamedTuple):
    """A picture file and the name of what it shows."""

    id: str
    path: Path
    name: str
    validation: bool


def tiny_imagenet(root: Path) -> "Iterator[Labelled]":
    """`train/<wnid>/images/*.JPEG` (its hash tenth is left unused) and the whole of `val` as validation."""
    names = tiny_imagenet_names(root)
    for wnid, name in sorted(names.items()):
        files = sorted((root / "train" / wnid / "images").glob("*.JPEG"))
        if not files:
            raise BadInput(f"{root / 'train' / wnid / 'images'}: no pictures for class '{name}'")
        for path in files:
            if not is_validation(path.stem):
                yield Labelled(path.stem, path, name, False)
    for line in need_file(root / "val" / "val_annotations.txt", "Tiny-ImageNet's validation labels").read_text().splitlines():
        file, wnid = line.split("\t")[:2]
        yield Labelled(Path(file).stem, root / "val" / "images" / file, names[wnid], True)


def grocery(root: Path) -> "Iterator[Labelled]":
    """The set's own lists: `train.txt` trains (less the hash tenth), `val.txt` and `test.txt` validate."""
    coarse = {}
    with need_file(root / "classes.csv", "grocery-store's classes").open(newline="") as file:
        for row in csv.DictReader(file):
            coarse[int(row["Coarse Class ID (int)"])] = grocery_name(row["Coarse Class Name (str)"])
    for part in ("train", "val", "test"):
        for line in need_file(root / f"{part}.txt", "grocery-store's split").read_text().splitlines():
            file_name, _, label = (cell.strip() for cell in line.split(","))
            if part != "train" or not is_validation(file_name):
                yield Labelled(file_name, root / file_name, coarse[int(label)], part != "train")


def clothing(root: Path) -> "Iterator[Labelled]":
    """`images.csv` and `images/<id>.jpg`; rows labelled 'Not sure', 'Other' or 'Skip' are left out."""
    with need_file(root / "images.csv", "clothing-dataset's labels").open(newline="") as file:
        for row in csv.DictReader(file):
            name = clothing_name(row["label"])
            if name is not None:
                yield Labelled(row["image"], root / "images" / f"{row['image']}.jpg", name, is_validation(row["image"]))


def folder_per_class(root: Path) -> "Iterator[Labelled]":
    """`<root>/<class name>/*.jpg|png`, split by hash; an empty class stops the run."""
    classes = sorted(p for p in need_dir(root, "one folder per class").iterdir() if p.is_dir())
    if not classes:
        raise BadInput(f"{root}: no class folders inside")
    for folder in classes:
        files = sorted(p for p in folder.rglob("*") if p.suffix.lower() in PICTURES)
        if not files:
            raise BadInput(f"{folder}: a class without pictures; remove the folder or fill it")
        for path in files:
            picture_id = f"{folder.name}/{path.name}"
            yield Labelled(picture_id, path, folder.name, is_validation(picture_id))
