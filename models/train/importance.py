"""Attention sinks of a model in training: Gu et al.'s importance of a position, beside the chance line."""
import torch

from attention import rope_tables, softmax_with_sink


def maps(model, ids):
    """Attention weights of every layer, [layers, B, H, T, T], computed plainly and in float32; ids [B, T]."""
    length, c = ids.shape[1], model.config
    cos, sin = rope_tables(torch.arange(length)[None], c.head_dim, c.rope_theta)
    index = torch.arange(length)
    past = index[:, None] - index[None]
    (x, near), out = model.embedded(ids), []
    for layer in model.layers:
        attention = layer.self_attn
        h = layer.input_layernorm(x)
        q, k, _ = attention.heads(h, h if near is None else near, cos, sin)
        scores = q @ k.transpose(2, 3) * c.head_dim ** -0.5
        if attention.slopes is not None:
            scores = scores - attention.slopes[:, None, None] * past
        out.append(softmax_with_sink(scores.masked_fill(past < 0, -1e30), attention.sinks))
        x, near = layer(x, near, cos, sin), None
    return torch.stack(out)


def importance(weights, position=0):
    """Mean attention that a position gets from all queries that see it (Gu et al. 2025, section 3), by layer and head."""
    return weights[..., position:, position].mean(-1).mean(1)


def chance(length):
    """The same for position 0 under uniform causal attention: H_T / T."""
    return sum(1 / n for n in range(1, length + 1)) / length
