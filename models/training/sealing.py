"""What a weights file is checked by: bytes and SHA-256, in `parity.json` and in the catalogue's `weights.json`, and its answers to a made-up picture.

No torch here: the quantiser runs in an environment of its own.
"""
from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Mapping, Sequence

import numpy as np


def parity_picture(shape: "Sequence[int]") -> np.ndarray:
    """The float32 picture every parity test feeds: element i is (i * 7919 % 1009) / 1008, computable anywhere without a file."""
    i = np.arange(int(np.prod(shape)), dtype=np.int64)
    return ((i * 7919 % 1009) / 1008).astype(np.float32).reshape(shape)


def sampled(answers: "Mapping[str, np.ndarray]", shape: "Sequence[int]", samples: int = 64) -> "dict[str, object]":
    """A parity record of the answers to `parity_picture(shape)`: per output the shape, the mean, and evenly spaced elements."""
    record: "dict[str, object]" = {"input": list(shape)}
    for name, value in answers.items():
        flat = value.reshape(-1)
        stride = max(1, flat.size // samples)
        record[name] = {"shape": list(value.shape), "mean": float(flat.mean()), "stride": stride,
                        "values": [round(float(v), 6) for v in flat[::stride][:samples]]}
    return record


def file_facts(path: Path) -> "dict[str, object]":
    """Bytes and SHA-256 of a shipped file."""
    content = path.read_bytes()
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def seal(folder: Path, facts: "dict[str, dict[str, object]]") -> None:
    """Record the files in the catalogue's `weights.json`, as `npm run models -- --seal` does; the app refuses bytes it does not know."""
    record = folder.parent / "weights.json"
    if not record.is_file():  # exported to somewhere else than models/
        return
    known = {name: f for name, f in json.loads(record.read_text()).items() if (folder.parent / name).is_file()}
    known.update({f"{folder.name}/{name}": f for name, f in facts.items()})
    record.write_text(json.dumps(dict(sorted(known.items())), indent=2) + "\n")


def add_variant(path: Path, parity: "dict[str, object]") -> None:
    """Record one more file beside the floats in both places, with its own parity record."""
    record = path.parent / "parity.json"
    facts = json.loads(record.read_text()) if record.is_file() else {}
    facts[path.name] = {**file_facts(path), "parity": parity}
    record.write_text(json.dumps(facts, indent=1) + "\n")
    seal(path.parent, {path.name: file_facts(path)})
