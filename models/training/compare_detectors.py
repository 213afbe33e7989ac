"""AP50 per class of several detector files on the same validation pictures, as a Markdown table.

    python compare_detectors.py --index voc-merged.jsonl ours=../yolo/yolo-416.onnx yolox=yolox_nano_416.onnx
    python compare_detectors.py --voc DIR --all ours=../yolo/yolo-416.onnx      # pictures never seen: all of them
"""
from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2

from common import BadInput, die_on_bad_input, is_validation
from data.coco_names import COCO_NAMES, VOC_CLASSES
from data.detection import read_coco_folder, read_index, read_voc_folder, warn
from evaluate_detection import truth_rows
from metrics_detection import ap50, mean_ap
from references import detector


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", help="KIND=FILE.onnx; kinds: ours, rcnn (its rpn.onnx), yolox, nanodet, fastestdet")
    parser.add_argument("--index", type=Path)
    parser.add_argument("--voc", type=Path)
    parser.add_argument("--coco", type=Path)
    parser.add_argument("--all", action="store_true", help="score every picture, not only the validation split")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--json", type=Path, help="store the scores here too")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    records = [r for path, read in ((args.index, read_index), (args.voc, read_voc_folder), (args.coco, read_coco_folder)) if path for r in read(path)]
    records = [r for r in records if args.all or is_validation(r["id"])][::args.every]
    if not records:
        raise BadInput("no picture to score: give --index, --voc or --coco (and --all where the split rule does not apply).")
    models = {spec: detector(spec) for spec in args.models}
    predictions: "dict[str, list[object]]" = {spec: [] for spec in models}
    truths = []
    for record in records:
        picture = cv2.imread(record["img"])
        if picture is None:
            warn(f"{record['img']}: cannot be decoded; left out")
            continue
        rgb = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
        truths.append(truth_rows(record))
        for spec, run in models.items():
            predictions[spec].append(run(rgb))
    classes = list(VOC_CLASSES) if args.index or args.voc else list(range(len(COCO_NAMES)))
    scores = {spec: ap50(rows, truths, classes) for spec, rows in predictions.items()}  # type: ignore[arg-type]
    print(f"{len(truths)} pictures\n\n| class | " + " | ".join(Path(s.partition('=')[2]).stem for s in models) + " |")
    print("|---|" + "---|" * len(models))
    print("| **mean AP50** | " + " | ".join(f"**{mean_ap(s):.3f}**" for s in scores.values()) + " |")
    for c in classes:
        if any(s[c] == s[c] for s in scores.values()):
            print(f"| {COCO_NAMES[c]} | " + " | ".join(f"{s[c]:.3f}" for s in scores.values()) + " |")
    if args.json:
        args.json.write_text(json.dumps({spec: {"mean": mean_ap(s), **{COCO_NAMES[c]: v for c, v in s.items() if v == v}} for spec, s in scores.items()}, indent=1))


if __name__ == "__main__":
    die_on_bad_input(main)
