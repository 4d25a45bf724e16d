"""model.safetensors in Hugging Face's LlamaForCausalLM naming, fp16. The format is an 8-byte header length, a JSON header
and the raw tensors (https://github.com/huggingface/safetensors); lm_head is left out because it is tied."""
import json
import struct
from pathlib import Path

import numpy as np


def write(folder, weights):
    header, blobs, at = {"__metadata__": {"format": "pt"}}, [], 0
    for name in sorted(weights):
        blob = np.ascontiguousarray(weights[name]).astype("<f2").tobytes()
        header[name] = {"dtype": "F16", "shape": list(weights[name].shape), "data_offsets": [at, at + len(blob)]}
        blobs.append(blob)
        at += len(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    Path(folder, "model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blobs))
