"""AP50, NMS and the detection readers on cases small enough to check by hand."""
import json
import sys
import tempfile
import unittest
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from common import BadInput  # noqa: E402
from data.detection import clean_boxes, read_box_list, read_coco_folder, read_index, read_voc_folder  # noqa: E402
from join_voc import read_extra  # noqa: E402
from make_views import boxes_in_view, cut_view, mosaic_view  # noqa: E402
from metrics_detection import ap50, average_precision, iou_matrix, mean_ap, nms_per_class  # noqa: E402

BOX = [0.0, 0.0, 10.0, 10.0]


def row(box: "list[float]", score: float, cls: int = 0) -> "list[float]":
    return [*box, score, float(cls)]


class MetricTest(unittest.TestCase):
    def test_iou(self) -> None:
        got = iou_matrix(np.array([BOX]), np.array([[5, 0, 15, 10], [20, 20, 30, 30]], float))
        np.testing.assert_allclose(got, [[50 / 150, 0]])

    def test_average_precision_all_point(self) -> None:
        # hit, miss, hit of two objects: precision 1 up to recall .5, then 2/3
        self.assertAlmostEqual(average_precision(np.array([1.0, 0.0, 1.0]), np.array([0.9, 0.8, 0.7]), 2), 0.5 + 0.5 * 2 / 3)
        self.assertTrue(np.isnan(average_precision(np.zeros(0), np.zeros(0), 0)))
        self.assertEqual(average_precision(np.zeros(0), np.zeros(0), 3), 0.0)

    def test_second_hit_on_one_object_is_a_false_alarm(self) -> None:
        got = ap50([np.array([row(BOX, 0.9), row(BOX, 0.8)])], [[[*BOX, 0, 0], [50, 50, 60, 60, 0, 0]]], [0])
        self.assertAlmostEqual(got[0], 0.5)

    def test_difficult_objects_count_neither_way(self) -> None:
        got = ap50([np.array([row([50, 50, 60, 60], 0.9), row(BOX, 0.8)])], [[[*BOX, 0, 0], [50, 50, 60, 60, 0, 1]]], [0, 1])
        self.assertAlmostEqual(got[0], 1.0)
        self.assertTrue(np.isnan(got[1]))
        self.assertAlmostEqual(mean_ap(got), 1.0)

    def test_nms_keeps_other_classes(self) -> None:
        boxes = np.array([BOX, [0, 0, 10, 9], [40, 40, 50, 50]], float)
        scores = np.array([[0.9, 0.0], [0.8, 0.7], [0.005, 0.0]])
        got = nms_per_class(boxes, scores)
        self.assertEqual([(round(r[4], 3), int(r[5])) for r in got], [(0.9, 0), (0.7, 1)])


class ReaderTest(unittest.TestCase):
    def setUp(self) -> None:
        self.dir = tempfile.TemporaryDirectory()
        self.root = Path(self.dir.name)

    def tearDown(self) -> None:
        self.dir.cleanup()

    def picture(self, path: Path, w: int = 40, h: int = 30) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), np.zeros((h, w, 3), np.uint8))

    def voc(self, stem: str, database: str = "The VOC2007 Database", body: str = "") -> None:
        self.picture(self.root / "JPEGImages" / f"{stem}.jpg")
        xml = self.root / "Annotations" / f"{stem}.xml"
        xml.parent.mkdir(parents=True, exist_ok=True)
        item = ("<object><name>sofa</name><difficult>1</difficult><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>10</xmax><ymax>50</ymax>"
                "</bndbox></object>")
        xml.write_text(f"<annotation><source><database>{database}</database></source><size><width>40</width><height>30</height></size>{item}{body}</annotation>")

    def test_voc_folder(self) -> None:
        self.voc("000001")
        self.voc("999999", database="mine")
        got = read_voc_folder(self.root, database="The VOC2007 Database")
        self.assertEqual(len(got), 1)
        self.assertEqual(got[0]["id"], "000001")
        self.assertEqual(got[0]["boxes"], [[0.0, 0.0, 10.0, 30.0, "couch", 1]])  # 1-based corners, clipped at 30

    def test_broken_xml_names_the_file(self) -> None:
        self.voc("000001")
        (self.root / "Annotations" / "000001.xml").write_text("<annotation>")
        with self.assertRaisesRegex(BadInput, "000001.xml"):
            read_voc_folder(self.root)

    def test_empty_and_missing_folders(self) -> None:
        with self.assertRaisesRegex(BadInput, "no such folder"):
            read_voc_folder(self.root / "nowhere")
        with self.assertRaisesRegex(BadInput, "Annotations"):
            read_voc_folder(self.root)
        with self.assertRaisesRegex(BadInput, "instances"):
            read_coco_folder(self.root)

    def test_coco_folder(self) -> None:
        self.picture(self.root / "images" / "a.jpg")
        table = {"images": [{"id": 7, "file_name": "a.jpg", "width": 40, "height": 30}], "categories": [{"id": 3, "name": "car"}],
                 "annotations": [{"image_id": 7, "category_id": 3, "bbox": [2, 3, 10, 5], "iscrowd": 0}]}
        (self.root / "instances_val.json").write_text(json.dumps(table))
        self.assertEqual(read_coco_folder(self.root)[0]["boxes"], [[2.0, 3.0, 12.0, 8.0, "car", 0]])

    def test_boxes_outside_the_picture_are_left_out(self) -> None:
        self.assertEqual(clean_boxes([[-5, 2, 10, 8, "dog", 0], [50, 0, 60, 10, "dog", 0]], 40, 30, "x"), [[0.0, 2, 10, 8, "dog", 0]])

    def test_join_rules(self) -> None:
        lists = self.root / "train.txt"
        lists.write_text("/a/VOC2012/JPEGImages/2008_000001.jpg 1,1,10,10,0\n/a/VOC2007/JPEGImages/000005.jpg 2,2,9,9,0\n")
        for name in ("2008_000001", "2007_000005", "2007_000009", "2009_000002", "web1"):
            self.picture(self.root / "extra" / f"{name}.jpg")
        got = read_extra(self.root / "extra", [lists], ["dog"], known={"000009"})
        self.assertEqual([r["id"] for r in got], ["000005", "2008_000001"])
        self.assertEqual(got[1]["boxes"], [[0.0, 0.0, 10.0, 10.0, "dog", 0]])
        self.assertFalse(got[0]["complete"])

    def test_bad_box_list_and_index_name_the_line(self) -> None:
        (self.root / "l.txt").write_text("/a/VOC2012/x.jpg 1,2,3\n")
        with self.assertRaisesRegex(BadInput, "l.txt:1"):
            read_box_list(self.root / "l.txt", ["dog"])
        (self.root / "i.jsonl").write_text('{"boxes": [[0,0,1,1,"sofa",0]], "img": "x"}\n')
        with self.assertRaisesRegex(BadInput, "unknown class"):
            read_index(self.root / "i.jsonl")

    def test_view_and_its_boxes_agree(self) -> None:
        picture = np.zeros((300, 400, 3), np.uint8)
        picture[100:200, 150:250] = 255
        for kind in ("full", "zoom"):
            view, scale, dx, dy = cut_view(picture, 256, kind, np.random.default_rng(3))
            for x1, y1, x2, y2, _, _ in boxes_in_view([[150, 100, 250, 200, "dog", 0]], 256, scale, dx, dy):
                inside = view[int(y1) + 2:int(y2) - 2, int(x1) + 2:int(x2) - 2]
                self.assertGreater(inside.mean(), 250)

    def test_mosaic_holds_four_pictures_and_their_boxes(self) -> None:
        members = []
        for shade in (60, 120, 180, 240):
            picture = np.full((300, 400, 3), shade, np.uint8)
            members.append(({"boxes": [[0, 0, 400, 300, "dog", 0]], "complete": shade != 120}, picture))
        view, boxes, complete = mosaic_view(members, 256, np.random.default_rng(5))
        self.assertFalse(complete)
        self.assertEqual(len(boxes), 4)
        for (x1, y1, x2, y2, _, _), shade in zip(boxes, (60, 120, 180, 240)):
            inside = view[int(y1) + 2:int(y2) - 2, int(x1) + 2:int(x2) - 2]
            self.assertEqual(int(np.median(inside)), shade)
            self.assertLess(float((inside != shade).mean()), 0.01)
        corners = np.array([b[:4] for b in boxes])
        overlap = iou_matrix(corners, corners) - np.eye(4)
        self.assertEqual(float(overlap.max()), 0.0)


if __name__ == "__main__":
    unittest.main()
