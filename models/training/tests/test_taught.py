"""Teacher's labels on tiny pictures: what is believed, what is unknown, what is left out."""
from __future__ import annotations

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import torch

from common import BadInput, is_validation
from data.bank import Bank, write_bank
from data.crops import clean_persons
from data.portrait import Mix, PortraitSampler
from data.taught import NOBODY, PERSON, UNKNOWN, entries_of, label_picture, settled
from teach_portrait import boxes_seen, ccp_without_mask
from tests.test_bank import gradient

H, W = 120, 160
BOX = [40.0, 20.0, 80.0, 110.0, "person", 0]


def picture(*bright: "tuple[int, int, int, int]") -> np.ndarray:
    """Black, with white rectangles x0,y0,x1,y1."""
    rgb = np.zeros((H, W, 3), np.uint8)
    for x0, y0, x1, y1 in bright:
        rgb[y0:y1, x0:x1] = 255
    return rgb


def bright_is_person(rgb: np.ndarray) -> "tuple[np.ndarray, np.ndarray]":
    """A teacher that calls white person, black nobody, and is unsure of grey."""
    return rgb[..., 0] / 255.0, np.zeros(rgb.shape[:2])


class Labels(unittest.TestCase):
    def test_inside_the_box_is_the_teachers_and_outside_is_nobody(self) -> None:
        alpha, believed = label_picture(picture((45, 25, 75, 110), (120, 10, 150, 40)), [BOX], bright_is_person)
        self.assertEqual(believed, [BOX[:4]])
        self.assertEqual((alpha[60, 60], alpha[60, 42], alpha[20, 130], alpha[5, 5]), (PERSON, NOBODY, NOBODY, NOBODY))

    def test_without_all_boxes_what_lies_outside_may_be_somebody(self) -> None:
        alpha, _ = label_picture(picture((45, 25, 75, 110), (120, 10, 150, 40)), [BOX], bright_is_person, complete=False)
        self.assertEqual((alpha[20, 130], alpha[100, 130]), (UNKNOWN, NOBODY))

    def test_unsure_pixels_and_unsteady_ones_are_unknown(self) -> None:
        rgb = picture((45, 25, 75, 110))
        rgb[55:66, 50:65] = 128

        def unsteady(x: np.ndarray) -> "tuple[np.ndarray, np.ndarray]":
            p, spread = bright_is_person(x)
            spread[-30:] = 0.9
            return p, spread

        alpha, _ = label_picture(rgb, [BOX], unsteady)
        self.assertEqual((alpha[60, 57], alpha[80, 55], alpha[109, 60]), (UNKNOWN, PERSON, UNKNOWN))

    def test_the_line_between_sure_person_and_sure_background_is_drawn_at_one_half(self) -> None:
        p = np.zeros((4, 256))
        p[:, 100:] = 1
        p[:, 98:102] = 0.2, 0.4, 0.6, 0.8
        sure, unsure = settled(p, np.zeros_like(p))
        self.assertEqual((sure[0].tolist(), bool(unsure.any())), ([False] * 100 + [True] * 156, False))
        sure, unsure = settled(np.full((40, 40), 0.6), np.zeros((40, 40)))
        self.assertEqual((bool(sure.any()), bool(unsure.all())), (False, True))

    def test_a_box_in_which_too_little_is_found_is_unknown(self) -> None:
        alpha, believed = label_picture(picture((45, 25, 50, 35)), [BOX], bright_is_person)
        self.assertEqual((believed, alpha[80, 60], alpha[60, 120]), ([], UNKNOWN, NOBODY))

    def test_small_and_difficult_persons_are_unknown(self) -> None:
        boxes = [BOX, [100.0, 50.0, 110.0, 70.0, "person", 0], [130.0, 10.0, 158.0, 110.0, "person", 1]]
        alpha, believed = label_picture(picture((45, 25, 75, 110)), boxes, bright_is_person)
        self.assertEqual((len(believed), alpha[60, 105], alpha[60, 140]), (1, UNKNOWN, UNKNOWN))

    def test_a_dog_in_the_arms_is_unknown_and_the_rest_is_not(self) -> None:
        alpha, _ = label_picture(picture((45, 25, 75, 110)), [BOX, [50.0, 60.0, 70.0, 80.0, "dog", 0]], bright_is_person)
        self.assertEqual((alpha[70, 60], alpha[40, 60]), (UNKNOWN, PERSON))


class Entries(unittest.TestCase):
    def test_the_photo_and_a_crop_round_a_small_person(self) -> None:
        rgb = np.zeros((400, 300, 3), np.uint8)
        alpha = np.zeros((400, 300), np.uint8)
        alpha[100:260, 100:170] = PERSON
        parts = entries_of(rgb, alpha, [[100.0, 100.0, 170.0, 260.0]])
        self.assertEqual([p.shape for p in parts], [(400, 300, 4), (388, 182, 4)])

    def test_nothing_of_a_photo_that_is_mostly_unknown_or_in_which_nobody_is_believed(self) -> None:
        alpha = np.full((H, W), UNKNOWN, np.uint8)
        alpha[20:100, 40:80] = PERSON
        self.assertEqual(entries_of(picture(), alpha, [BOX[:4]]), [])
        self.assertEqual(entries_of(picture(), alpha, []), [])


class Sources(unittest.TestCase):
    def test_what_a_detector_half_sees_is_difficult_and_what_it_hardly_sees_is_dropped(self) -> None:
        rows = np.array([[0, 0, 9, 9, 0.9, 0], [0, 0, 9, 9, 0.4, 16], [0, 0, 9, 9, 0.1, 0]])
        self.assertEqual([(b[4], b[5]) for b in boxes_seen(rows)], [("person", 0), ("dog", 1)])

    def test_masked_photos_are_left_out(self) -> None:
        import cv2

        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "annotations" / "pixel-level").mkdir(parents=True)
            (root / "photos").mkdir()
            (root / "annotations" / "pixel-level" / "0001.mat").touch()
            for name in ("0001", "0002"):
                cv2.imwrite(str(root / "photos" / f"{name}.jpg"), picture())
            self.assertEqual([r["id"] for r in ccp_without_mask(root)], ["ccp_0002"])
            self.assertFalse(is_validation("ccp_0002"))


class Sampler(unittest.TestCase):
    def banks(self, folder: str, taught: np.ndarray) -> Path:
        shards = Path(folder)
        write_bank(shards / "portrait-people", [("a", "ccp", gradient(60, 90)), ("b", "voc", gradient(90, 60))], max_side=200)
        empty = gradient(80, 60)
        empty[..., 3] = 0
        write_bank(shards / "portrait-nobody", [("c", "nobody", empty)], max_side=200)
        write_bank(shards / "portrait-taught", [("d/0", "voc2007test", taught)], max_side=200)
        return shards

    def test_taught_persons_are_shown_and_pasted(self) -> None:
        torch.manual_seed(0)
        rgba = np.dstack([picture((40, 20, 80, 110)), np.zeros((H, W), np.uint8)])
        rgba[20:110, 40:80, 3] = PERSON
        with tempfile.TemporaryDirectory() as folder:
            batch = PortraitSampler(self.banks(folder, rgba), torch.device("cpu"), Mix(taught=1.0)).batch(16, 36, 64)
        self.assertEqual(tuple(batch.image.shape), (16, 3, 36, 64))
        self.assertGreater(float(batch.target.mean()), 0.05)

    def test_who_is_cut_or_doubtful_is_not_pasted(self) -> None:
        cut = np.dstack([picture(), np.zeros((H, W), np.uint8)])
        cut[:110, 40:80, 3] = PERSON
        with tempfile.TemporaryDirectory() as folder:
            bank = Bank(self.banks(folder, cut) / "portrait-taught", torch.device("cpu"))
            with self.assertRaises(BadInput):
                clean_persons(bank)


if __name__ == "__main__":
    unittest.main()
