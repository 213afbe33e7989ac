"""Readers and prepare.py on tiny folders made here: good, broken, empty."""
from __future__ import annotations

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import cv2
import numpy as np
from scipy.io import savemat

from common import BadInput
from data import labelled, people, vocabulary
from prepare import decoded

GREY = np.full((20, 30, 3), 120, np.uint8)


def picture(path: Path, bgr: np.ndarray = GREY) -> Path:
    """Write a picture, folders included."""
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), bgr)
    return path


class TemporaryFolder(unittest.TestCase):
    def setUp(self) -> None:
        self.temporary = tempfile.TemporaryDirectory()
        self.root = Path(self.temporary.name)

    def tearDown(self) -> None:
        self.temporary.cleanup()


class People(TemporaryFolder):
    def ccp(self) -> Path:
        """Two pictures of the Clothing Co-Parsing layout, the second with an empty mask."""
        truth = np.zeros((20, 30), np.uint8)
        truth[5:15, 10:20] = 41
        folder = self.root / "annotations" / "pixel-level"
        folder.mkdir(parents=True)
        for name, mask in (("0001", truth), ("0002", truth * 0)):
            savemat(folder / f"{name}.mat", {"groundtruth": mask})
            picture(self.root / "photos" / f"{name}.jpg")
        return self.root

    def test_ccp_person_is_every_label_but_zero(self) -> None:
        first = next(iter(people.ccp(self.ccp())))
        self.assertEqual(first.id, "ccp_0001")
        self.assertEqual(int((first.load()[..., 3] == 255).sum()), 100)

    def test_empty_mask_is_skipped_and_counted(self) -> None:
        kept = list(decoded("ccp", people.ccp(self.ccp()), mask=True))
        self.assertEqual([k[0] for k in kept], ["ccp_0001"])

    def test_too_many_broken_pictures_stop_the_run(self) -> None:
        root = self.ccp()
        for file in (root / "photos").glob("*.jpg"):
            file.write_bytes(b"not a picture")
        with self.assertRaisesRegex(BadInput, "2 of 2"):
            list(decoded("ccp", people.ccp(root), mask=True))

    def test_missing_folder_is_named(self) -> None:
        with self.assertRaisesRegex(BadInput, "pixel-level"):
            list(people.ccp(self.root / "absent"))

    def test_mask_of_another_size_is_resized(self) -> None:
        picture(self.root / "p" / "1.jpg")
        picture(self.root / "m" / "1.png", np.full((10, 15), 255, np.uint8))
        rgba = next(iter(people.picture_and_mask(self.root / "p", self.root / "m"))).load()
        self.assertEqual(rgba.shape, (20, 30, 4))
        self.assertTrue((rgba[..., 3] == 255).all())

    def test_mask_without_photo_is_named(self) -> None:
        (self.root / "p").mkdir()
        picture(self.root / "m" / "7.png", np.full((10, 15), 255, np.uint8))
        with self.assertRaisesRegex(BadInput, "no photo called 7"):
            list(people.picture_and_mask(self.root / "p", self.root / "m"))

    def test_voc_names(self) -> None:
        self.assertEqual(people.photo_id_of("x/2007_000032.jpg"), "000032")
        self.assertEqual(people.photo_id_of("x/2009_000032.jpg"), "2009_000032")
        self.assertEqual(people.seg_name("000032"), "2007_000032")

    def test_voc_void_is_unknown(self) -> None:
        label = np.zeros((20, 30), np.uint8)
        label[:, :10], label[:, 10:12] = people.PERSON, people.VOID
        photo = picture(self.root / "2009_000001.jpg")
        picture(self.root / "seg" / "2009_000001.png", label)
        alpha = next(iter(people.voc_people({"2009_000001": photo}, self.root / "seg"))).load()[..., 3]
        self.assertEqual([int((alpha == v).sum()) for v in (255, 128, 0)], [200, 40, 360])


class Words(TemporaryFolder):
    def test_synonyms_are_one_class(self) -> None:
        self.assertEqual(vocabulary.grocery_name("Pepper"), "bell pepper")
        self.assertEqual(vocabulary.clothing_name("Skirt"), vocabulary.TINY_IMAGENET_NAMES["n03770439"])
        self.assertIsNone(vocabulary.clothing_name("Not sure"))
        self.assertEqual(vocabulary.merge(["b", "A"], ["b", "c"]), ["A", "b", "c"])

    def test_empty_class_is_named(self) -> None:
        picture(self.root / "cup" / "1.jpg")
        (self.root / "plate").mkdir()
        with self.assertRaisesRegex(BadInput, "plate.*without pictures"):
            list(labelled.folder_per_class(self.root))

    def test_folder_per_class(self) -> None:
        picture(self.root / "cup" / "1.jpg")
        self.assertEqual([(p.id, p.name) for p in labelled.folder_per_class(self.root)], [("cup/1.jpg", "cup")])

    def test_clothing_leaves_nameless_rows_out(self) -> None:
        (self.root / "images.csv").write_text("image,sender_id,label,kids\na,1,Hat,False\nb,1,Not sure,False\n")
        self.assertEqual([p.name for p in labelled.clothing(self.root)], ["hat"])


if __name__ == "__main__":
    unittest.main()
