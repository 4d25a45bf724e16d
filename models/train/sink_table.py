"""Attention to position 0 of the trained variants, by layer and head, beside chance: the sink table of their card.

    python3 sink_table.py [rope-0 ...] [--length 64] [--documents 200]

Importance (Gu et al. 2025) less chance (uniform causal attention), in plain text that training did not see, with a
bootstrap interval over documents (percentiles of 2,000 draws). A learned sink also shows the mean attention that goes to
nothing.
"""
import argparse
from pathlib import Path

import numpy as np
import torch

import data
import evaluate
import importance

HERE = Path(__file__).resolve().parent


def by_document(model, ids):
    """Importance of position 0 and attention that goes to nothing, [layers, documents, heads] each."""
    parts = [importance.maps(model, rows) for rows in ids.split(20)]
    first = torch.cat([part[..., 0].mean(-1) for part in parts], 1)
    nothing = torch.cat([1 - part.sum(-1).mean(-1) for part in parts], 1)
    return first.numpy(), nothing.numpy()


def interval(values, rng):
    """95 % of the means of as many values drawn with replacement."""
    means = values[rng.integers(0, len(values), (2000, len(values)))].mean(1)
    return np.percentile(means, (2.5, 97.5))


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("names", nargs="*")
    p.add_argument("--length", type=int, default=64)
    p.add_argument("--documents", type=int, default=200)
    p.add_argument("--trained", type=Path, default=HERE / "checkpoints-variants")
    p.add_argument("--text", type=Path, default=HERE / "data-variants" / "plain")
    a = p.parse_args()
    torch.set_num_threads(1)
    stage = data.Stage(a.text)
    long = [n for n in range(len(stage)) if stage.lengths[n] >= a.length][:a.documents]
    ids = torch.from_numpy(np.stack([stage.document(n)[0][:a.length] for n in long]).astype(np.int64))
    chance = importance.chance(a.length)
    print(f"{len(long)} documents of {a.length} tokens; chance {chance:.4f}\n")
    print("| model | layer | head | importance - chance | 95 % interval | to nothing |\n| --- | --- | --- | --- | --- | --- |")
    for name in a.names or sorted(f.name for f in a.trained.iterdir()):
        model, _ = evaluate.load(a.trained / name / "latest.pt")
        with torch.no_grad():
            first, nothing = by_document(model, ids)
        for layer in range(first.shape[0]):
            for head in range(first.shape[2]):
                values = first[layer, :, head] - chance
                low, high = interval(values, np.random.default_rng(0))
                print(f"| {name} | {layer} | {head} | {values.mean():+.3f} | {low:+.3f} to {high:+.3f} | {nothing[layer, :, head].mean():.3f} |")
