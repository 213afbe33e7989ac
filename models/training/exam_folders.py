"""Write the portrait examination as folders of pictures and masks, for `npm run evaluate`.

    python3 exam_folders.py --shards shards --out exam
    npm run evaluate -- --data exam/ccp-upper
    npm run evaluate -- --data exam/nobody --nobody

One folder per set of `portrait_exam.py`: pictures/N.png beside masks/N.png (white = person, grey = undecided), 256x256; pictures
alone where nobody is in them.
"""
from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

from common import die_on_bad_input, need_dir
from portrait_exam import exam_sets


def write_set(name: str, rgba: np.ndarray, out: Path) -> str:
    """Write one set; returns a line saying what was done."""
    nobody = not (rgba[..., 3] == 255).any()
    pictures, masks = (out / name, None) if nobody else (out / name / "pictures", out / name / "masks")
    for folder in (pictures, masks):
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
    for i, picture in enumerate(rgba):
        cv2.imwrite(str(pictures / f"{i:04d}.png"), cv2.cvtColor(picture[..., :3], cv2.COLOR_RGB2BGR))
        if masks:
            cv2.imwrite(str(masks / f"{i:04d}.png"), picture[..., 3])
    return f"{name}: {len(rgba)} pictures"


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shards", type=Path, required=True, help="written by prepare.py portrait")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    for name, rgba in exam_sets(need_dir(args.shards, "written by prepare.py portrait")).items():
        print(write_set(name, rgba, args.out), flush=True)


if __name__ == "__main__":
    die_on_bad_input(main)
