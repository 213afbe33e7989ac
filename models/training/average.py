"""Average the EMA weights of two checkpoints of the same network: `python3 average.py A.pt B.pt OUT.pt`.

Worth trying on the last two stages of a run: both lie in one valley of the loss, and the middle is often a little better than either.
"""
from __future__ import annotations

import argparse
from pathlib import Path

import torch

from common import BadInput, die_on_bad_input, need_file, save_atomically


def main() -> None:
    """Parse the command line; the meta is that of B."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", type=Path, nargs=3, metavar=("A", "B", "OUT"))
    a_path, b_path, out = parser.parse_args().paths
    a, b = (torch.load(need_file(p, "a checkpoint"), map_location="cpu") for p in (a_path, b_path))
    if {k: v.shape for k, v in a["ema"].items()} != {k: v.shape for k, v in b["ema"].items()}:
        raise BadInput(f"{a_path} and {b_path} are not checkpoints of the same network")
    ema = {k: ((v.float() + a["ema"][k].float()) / 2).half() if v.dtype.is_floating_point else v for k, v in b["ema"].items()}
    save_atomically({"ema": ema, "meta": b.get("meta")}, out)


if __name__ == "__main__":
    die_on_bad_input(main)
