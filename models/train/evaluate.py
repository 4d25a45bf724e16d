"""Recall of a checkpoint on the exported evaluation sets: run-side words, the suite's own prompts.

    python3 evaluate.py [checkpoint] [--per 16] [--json out.json]

An answer counts if greedy decoding gives every token of the value and the one after it. Intervals are Wilson's.
"""
import argparse
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch

import data
import objective
from model import Config, Llama

HERE = Path(__file__).resolve().parent
Z = 1.959963984540054


def wilson(right, n):
    if n == 0:
        return 0.0, 1.0
    p, d = right / n, 1 + Z * Z / n
    middle, half = (p + Z * Z / (2 * n)) / d, Z / d * (p * (1 - p) / n + Z * Z / (4 * n * n)) ** 0.5
    return middle - half, middle + half


def load(path):
    saved = torch.load(path, map_location="cpu")
    model = Llama(Config(**saved["config"]))
    # the published weights are fp16: measure those
    model.load_state_dict({k: v.half().float() if v.dim() == 2 else v for k, v in saved["model"].items()})
    return model, saved.get("state", {})


def answers(model, folder, step=1, tokens=16384):
    """[(meta, right)] of every `step`-th document of a set, each with one answer."""
    stage, rng = data.Stage(folder), np.random.default_rng(0)
    meta = [json.loads(line) for line in open(Path(folder) / "meta.jsonl")]
    out, at = [], 0
    numbers = list(range(0, len(stage), step))
    while at < len(numbers):
        size = max(1, tokens // int(stage.lengths[numbers[at]]))
        some = numbers[at:at + size]
        batch, codes, real = data.pad([stage.document(n) for n in some])
        with torch.no_grad():
            positions = np.tile(np.arange(batch.shape[1]), (len(batch), 1))
            _, _, whole = objective.evaluate(model, batch, codes, real, positions, 0.0, rng)
        assert len(whole) == len(some), "one answer a document"
        out += zip((meta[n] for n in some), whole)
        at += size
    return out


def table(results):
    """{kind: {length: {depth: (right, n)}}}"""
    out = defaultdict(lambda: defaultdict(lambda: defaultdict(lambda: [0, 0])))
    for meta, right in results:
        cell = out[meta["kind"]][meta["length"]][round(meta["depth"], 2)]
        cell[0] += int(right)
        cell[1] += 1
    return out


def show(out):
    for kind, lengths in out.items():
        for length, depths in sorted(lengths.items()):
            right, n = (sum(c[i] for c in depths.values()) for i in (0, 1))
            low, high = wilson(right, n)
            cells = " ".join(f"{c[0] / c[1]:.2f}" for _, c in sorted(depths.items()))
            print(f"{kind:16s} {length:5d}  {right / n:.3f} [{low:.3f}, {high:.3f}] n={n:4d}  {cells}")


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("checkpoint", nargs="?", type=Path, default=HERE / "checkpoints" / "latest.pt")
    p.add_argument("--data", type=Path, default=HERE / "data")
    p.add_argument("--lengths", default="256,512,1024,2048")
    p.add_argument("--step", type=int, default=1, help="every n-th document only (choose a number prime to 11)")
    p.add_argument("--json", type=Path)
    a = p.parse_args()
    torch.set_num_threads(1)
    model, state = load(a.checkpoint)
    results = [r for length in a.lengths.split(",") for r in answers(model, a.data / f"eval-{length}", a.step)]
    out = table(results)
    print({k: state.get(k) for k in ("step", "tokens", "seconds", "stage")})
    show(out)
    if a.json:
        rows = [{"kind": k, "length": n, "depth": d, "right": c[0], "n": c[1]}
                for k, lengths in out.items() for n, depths in lengths.items() for d, c in sorted(depths.items())]
        a.json.write_text("[\n" + ",\n".join(json.dumps(r) for r in rows) + "\n]\n")
