"""Variants as folders that transformers.js loads: ONNX, config.json, the tokenizer that all of them share, the log.

    python3 export_variants.py [rope-0 ...]      every finished one of checkpoints-variants -> ../variants
"""
import hashlib
import json
import shutil
import sys
from pathlib import Path

import onnx
import torch

import config_files
import export_onnx
from weights import named

HERE = Path(__file__).resolve().parent
TRAINED_LENGTH = 512
MOST_BYTES = 1_000_000  # of the weights' file


def export(checkpoint, log, shared, folder):
    """One variant; `shared` is the folder with the tokenizer's files."""
    folder = Path(folder)
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    config, weights = named(*(torch.load(checkpoint, map_location="cpu")[k] for k in ("config", "model")))
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(Path(shared) / name, folder / name)
    config_files.write(folder, config, TRAINED_LENGTH)
    path = folder / "onnx" / "model.onnx"
    onnx.save(export_onnx.build(config, weights, name=f"midspan-{folder.name}"), str(path))
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"a variant's weights; at most {MOST_BYTES} bytes: {path.stat().st_size}")
    if log is not None:
        shutil.copy(log, folder / "log.jsonl")
    files = sorted(f for f in folder.rglob("*") if f.is_file() and f.name not in ("checksums.json", "log.jsonl"))
    sums = {str(f.relative_to(folder)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}
    (folder / "checksums.json").write_text(json.dumps(sums, indent=2) + "\n")
    print(f"{folder.name}: {path.stat().st_size} bytes")


def finished(folder):
    last = json.loads((folder / "log.jsonl").read_text().splitlines()[-1])
    return last["step"] == last["of"]


if __name__ == "__main__":
    trained, out = HERE / "checkpoints-variants", HERE.parent / "variants"
    for folder in sorted(f for f in trained.iterdir() if (f / "latest.pt").exists()):
        if (not sys.argv[1:] or folder.name in sys.argv[1:]) and finished(folder):
            export(folder / "latest.pt", folder / "log.jsonl", out, out / folder.name)
