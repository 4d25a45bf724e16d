"""Every published form of one checkpoint, beside the tokenizer that the data export wrote into the same folder:
ONNX (plain, and with attention outputs), safetensors, GGUF, config.json.

    python3 export.py [checkpoint] [folder]
"""
import hashlib
import json
import sys
from pathlib import Path

import config_files
import export_gguf
import export_onnx
import export_safetensors
from weights import load

HERE = Path(__file__).resolve().parent


def export(checkpoint, folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    config, weights = load(checkpoint)
    config_files.write(folder, config)
    export_onnx.write(folder, config, weights)
    export_safetensors.write(folder, weights)
    export_gguf.write(folder, config, weights)
    files = sorted(f for f in folder.rglob("*") if f.is_file() and f.suffix != ".md" and f.name != "checksums.json")
    sums = {str(f.relative_to(folder)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}
    (folder / "checksums.json").write_text(json.dumps(sums, indent=2) + "\n")
    print(f"exported {sum(f.stat().st_size for f in files) / 1e6:.1f} MB to {folder.name}/")


if __name__ == "__main__":
    export(sys.argv[1] if len(sys.argv) > 1 else HERE / "checkpoints" / "latest.pt",
           sys.argv[2] if len(sys.argv) > 2 else HERE.parent / "reference")
