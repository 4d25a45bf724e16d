"""Small random models of every architecture as ONNX, with what PyTorch computes, for the test of the exporter.

    python3 variant_cases.py FOLDER
"""
import json
import sys
from pathlib import Path

import onnx
import torch

import export_onnx
import importance
from attention import BlockedCausalAttention, alibi_slopes, softmax_with_sink
from model import Config, Llama
from variants import ARCHITECTURES
from weights import named

SIZE = {"vocab_size": 97, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "num_key_value_heads": 2,
        "intermediate_size": 48, "rope_theta": 1e4, "local_tokens": 3, "head_width": 16}
LENGTH = 40


def small(architecture, sink=None):
    """The same weights for every architecture, rounded to fp16 as the file keeps them; every learned sink is `sink`."""
    torch.manual_seed(7)
    model = Llama(Config(**SIZE, **ARCHITECTURES[architecture]))
    with torch.no_grad():
        for name, p in model.named_parameters():
            if name.endswith("sinks"):
                p.fill_(sink)
            else:
                p.copy_((p + 0.02 * torch.randn(p.shape, generator=torch.Generator().manual_seed(len(name)))).half())
    return model


def case(folder, name, model, ids):
    config, weights = named(model.config.to_dict(), model.state_dict())
    for suffix, attentions in (("", False), ("-attentions", True)):
        onnx.save(export_onnx.build(config, weights, attentions), str(folder / f"{name}{suffix}.onnx"))
    with torch.no_grad():
        maps = importance.maps(model, ids)
        return {"logits": model(ids)[0].tolist(), "attention": maps[:, 0].tolist()}


def check_attention():
    """The hand-written attention and its gradients against plain autograd; softmax-off-by-one against its formula."""
    torch.manual_seed(3)
    q, k, v = (torch.randn(2, 3, 20, 8, requires_grad=True) for _ in range(3))
    future = torch.ones(20, 20, dtype=torch.bool).triu(1)
    behind = torch.arange(20)[:, None] - torch.arange(20)[None]
    for slopes in (None, alibi_slopes(3)):
        for sinks in (None, torch.tensor([-2.0, 0.0, 1.5], requires_grad=True)):
            leaves = [q, k, v] + ([] if sinks is None else [sinks])
            scores = q @ k.transpose(2, 3) / 8 ** 0.5
            if slopes is not None:
                scores = scores - slopes[:, None, None] * behind
            mass = scores.masked_fill(future, -1e30).exp()
            nothing = 0 if sinks is None else sinks.exp()[:, None, None]
            plain = mass / (nothing + mass.sum(-1, keepdim=True)) @ v
            own = BlockedCausalAttention.apply(q, k, v, slopes, sinks)
            direction = torch.randn(own.shape)
            for a, b in zip([plain, *torch.autograd.grad(plain, leaves, direction)],
                            [own, *torch.autograd.grad(own, leaves, direction)]):
                assert torch.allclose(a, b, atol=1e-5), (slopes, sinks, (a - b).abs().max())
    row = torch.tensor([[[[0.5, -1.0, 2.0]]]])
    assert torch.allclose(softmax_with_sink(row, torch.zeros(1)), row.exp() / (1 + row.exp().sum()), atol=1e-6)


if __name__ == "__main__":
    check_attention()
    folder = Path(sys.argv[1])
    ids = torch.randint(6, SIZE["vocab_size"], (1, LENGTH), generator=torch.Generator().manual_seed(1))
    ids[0, 20:] = ids[0, :20]  # something to find again
    cases = {name: case(folder, name, small(name, 0.7), ids) for name in ARCHITECTURES}
    for name, sink in (("no-sink", -1e4), ("off-by-one", 0.0), ("doubled", 0.6931471805599453)):
        cases[name] = case(folder, name, small("learned-sink", sink), ids)
    (folder / "cases.json").write_text(json.dumps({"ids": ids[0].tolist(), "cases": cases}))
