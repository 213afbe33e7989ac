"""Print which of our words each Tiny-ImageNet folder means, as JSON, for `npm run evaluate -- --names FILE`.

    python3 class_names.py --tiny-imagenet DIR > names.json
"""
from __future__ import annotations

import argparse
import json
from pathlib import Path

from common import die_on_bad_input, need_dir
from data.vocabulary import tiny_imagenet_names


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tiny-imagenet", type=Path, required=True, help="folder with words.txt and wnids.txt")
    args = parser.parse_args()
    print(json.dumps(tiny_imagenet_names(need_dir(args.tiny_imagenet, "Tiny-ImageNet")), indent=1))


if __name__ == "__main__":
    die_on_bad_input(main)
