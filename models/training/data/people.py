"""Readers for portrait training: person masks from CCP and VOC, photos without a person, and the portraits kept for examination.

Each reader yields `(id, path, load)`: `load()` returns RGBA uint8 [h,w,4], the fourth channel the person (255), unknown (128), nobody (0).
"""
from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Callable, Iterator, NamedTuple

import cv2
import numpy as np

from common import BadInput, need_dir, need_file

PERSON, VOID = 15, 255
VOC_PERSON_IN_BOX_LIST = "14"


class Picture(NamedTuple):
    """A picture that is not decoded yet."""

    id: str
    path: Path
    load: "Callable[[], np.ndarray]"


def read_rgb(path: Path) -> np.ndarray:
    """uint8 [h,w,3]; `BadInput` names a file that cannot be decoded."""
    bgr = cv2.imread(str(path), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    if bgr is None:
        raise BadInput(f"{path}: cannot be decoded as a picture")
    return cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)


def with_alpha(rgb: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """RGBA; a mask of another size (same aspect) is resized without mixing labels."""
    if alpha.shape != rgb.shape[:2]:
        alpha = cv2.resize(alpha, (rgb.shape[1], rgb.shape[0]), interpolation=cv2.INTER_NEAREST)
    return np.dstack([rgb, alpha])


def ccp(root: Path) -> "Iterator[Picture]":
    """Clothing Co-Parsing: `photos/NNNN.jpg` and `annotations/pixel-level/NNNN.mat` (any label but 0 is the person)."""
    from scipy.io import loadmat

    for mat in sorted(need_dir(root / "annotations" / "pixel-level", "Clothing Co-Parsing").glob("*.mat")):
        photo = root / "photos" / f"{mat.stem}.jpg"

        def load(mat: Path = mat, photo: Path = photo) -> np.ndarray:
            return with_alpha(read_rgb(photo), np.where(loadmat(mat)["groundtruth"] > 0, 255, 0).astype(np.uint8))

        yield Picture(f"ccp_{mat.stem}", photo, load)


def voc2007_test_ids(root: Path) -> "set[str]":
    """Six-digit ids whose XML says it is of the VOC2007 database (the folder holds strangers too)."""
    ids = set()
    for xml in need_dir(root / "Annotations", "VOC XML").glob("*.xml"):
        if "The VOC2007 Database" in xml.read_text(errors="replace"):
            ids.add(xml.stem)
    return ids


def voc_photos(voc2007: Path, animal_pose: Path) -> "dict[str, Path]":
    """Photo id -> file. VOC2011/12 ids `20YY_NNNNNN`; VOC2007 ids `NNNNNN`, test photos not taken twice."""
    test = voc2007_test_ids(voc2007)
    photos = {i: voc2007 / "JPEGImages" / f"{i}.jpg" for i in test}
    for path in sorted(need_dir(animal_pose, "animal pose photos").rglob("20??_??????.jp*g")):
        photos.setdefault(photo_id_of(str(path)), path)
    return photos


def photo_id_of(path: str) -> str:
    """Photo id of a box list's line: VOC2012's `2007_NNNNNN` is VOC2007's `NNNNNN`."""
    stem = Path(path).stem
    return stem[5:] if stem.startswith("2007_") else stem


def seg_name(photo_id: str) -> str:
    """Name of the label map of a photo: VOC2007 photos are called 2007_NNNNNN there."""
    return photo_id if "_" in photo_id else f"2007_{photo_id}"


def voc_people(photos: "dict[str, Path]", segmentation: Path, *, least_share: float = 0.02) -> "Iterator[Picture]":
    """Photos with a label map in which persons cover more than `least_share`."""
    need_dir(segmentation, "VOC label maps, PNG 0..20 and 255")
    for photo_id, path in sorted(photos.items()):
        png = segmentation / f"{seg_name(photo_id)}.png"
        if not png.is_file():
            continue
        label = label_map(png)
        if (label == PERSON).mean() <= least_share:
            continue

        def load(path: Path = path, label: np.ndarray = label) -> np.ndarray:
            alpha = np.where(label == PERSON, 255, np.where(label == VOID, 128, 0)).astype(np.uint8)
            return with_alpha(read_rgb(path), alpha)

        yield Picture(photo_id, path, load)


def label_map(png: Path) -> np.ndarray:
    """uint8 [h,w] class indices of an indexed or grey PNG."""
    from PIL import Image

    try:
        with Image.open(png) as image:
            return np.array(image)
    except OSError as problem:
        raise BadInput(f"{png}: cannot be decoded ({problem})") from None


def ids_with_person(voc2007: Path, box_lists: "list[Path]") -> "set[str]":
    """Photo ids with a person box, difficult ones included where the source tells them."""
    found: "set[str]" = set()
    for xml in (voc2007 / "Annotations").glob("*.xml"):
        try:
            names = {o.findtext("name") for o in ElementTree.parse(xml).getroot().iter("object")}
        except ElementTree.ParseError as problem:
            raise BadInput(f"{xml}: not XML ({problem})") from None
        if "person" in names:
            found.add(xml.stem)
    for box_list in box_lists:
        for line in need_file(box_list, "box list").read_text().splitlines():
            path, *boxes = line.split()
            if any(b.rsplit(",", 1)[-1] == VOC_PERSON_IN_BOX_LIST for b in boxes):
                found.add(photo_id_of(path))
    return found


def boxed_ids(box_lists: "list[Path]") -> "set[str]":
    """Photo ids the box lists know at all (a photo without labels may hold anybody)."""
    return {photo_id_of(line.split()[0]) for p in box_lists for line in need_file(p, "box list").read_text().splitlines() if line.strip()}


def voc_nobody(photos: "dict[str, Path]", voc2007: Path, box_lists: "list[Path]", segmentation: Path) -> "Iterator[Picture]":
    """Labelled photos in which neither boxes nor the label map know a person."""
    people, known = ids_with_person(voc2007, box_lists), boxed_ids(box_lists) | voc2007_test_ids(voc2007)
    for photo_id, path in sorted(photos.items()):
        if photo_id in people or photo_id not in known:
            continue
        png = segmentation / f"{seg_name(photo_id)}.png"
        if png.is_file() and (label_map(png) == PERSON).any():
            continue

        def load(path: Path = path) -> np.ndarray:
            rgb = read_rgb(path)
            return with_alpha(rgb, np.zeros(rgb.shape[:2], np.uint8))

        yield Picture(photo_id, path, load)


def picture_and_mask(photos: Path, masks: Path) -> "Iterator[Picture]":
    """Two folders with the same file names; a mask pixel over 127 is the person."""
    need_dir(photos, "photos")
    need_dir(masks, "masks")
    by_stem = {p.stem: p for p in photos.iterdir() if p.suffix.lower() in {".jpg", ".jpeg", ".png"}}
    for mask in sorted(masks.glob("*.png")):
        if mask.stem not in by_stem:
            raise BadInput(f"{mask}: no photo called {mask.stem} in {photos}")

        def load(mask: Path = mask) -> np.ndarray:
            grey = cv2.imread(str(mask), cv2.IMREAD_UNCHANGED)
            if grey is None:
                raise BadInput(f"{mask}: cannot be decoded")
            grey = grey[..., -1] if grey.ndim == 3 else grey
            return with_alpha(read_rgb(by_stem[mask.stem]), np.where(grey > 127, 255, 0).astype(np.uint8))

        yield Picture(mask.stem, by_stem[mask.stem], load)
