"""What the app checks before it runs a weights file: bytes and SHA-256, in `parity.json` and in the catalogue's `weights.json`.

No torch here: the quantiser runs in an environment of its own.
"""
from __future__ import annotations

import hashlib
import json
from pathlib import Path


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


def add_variant(path: Path) -> None:
    """Record one more file beside the floats in both places."""
    record = path.parent / "parity.json"
    facts = json.loads(record.read_text()) if record.is_file() else {}
    facts[path.name] = file_facts(path)
    record.write_text(json.dumps(facts, indent=1) + "\n")
    seal(path.parent, {path.name: facts[path.name]})
