"""Causal softmax attention and the three ways of telling it about order: rotation, a linear bias, nothing."""
import torch

import products

ATTENTIONS = ("rope", "alibi", "none")


class BlockedCausalAttention(torch.autograd.Function):
    """softmax(q k' / sqrt(hd) + bias) v for q, k, v of shape [B, H, T, hd]; the causal mask goes by index, not by position.

    slopes [H] or None: ALiBi (Press et al. 2022), bias = -slope * (query index - key index).
    sinks [H] or None: a learned logit of each head that takes part in the softmax and has no value, so a query may
    attend to nothing: w_i = e^{s_i} / (e^S + sum_j e^{s_j}). S = 0 is softmax-off-by-one, S = -inf plain softmax.
    Padding is on the right, so no real query ever sees a pad key and no mask for it is needed. Written by hand: torch
    1.13 has no fused CPU attention, autograd would keep full T x T scores, and working in blocks of queries makes the
    causal half free.
    """

    BLOCK = 256

    @staticmethod
    def forward(ctx, q, k, v, slopes=None, sinks=None):
        length, scale = q.shape[2], q.shape[3] ** -0.5
        out, saved = torch.empty_like(q), []
        q, k, v = (q * scale).to(products.PRECISION), k.to(products.PRECISION), v.to(products.PRECISION)
        index = torch.arange(length, dtype=torch.float32)
        for start in range(0, length, BlockedCausalAttention.BLOCK):
            end = min(start + BlockedCausalAttention.BLOCK, length)
            scores = torch.matmul(q[:, :, start:end], k[:, :, :end].transpose(2, 3))
            if slopes is not None:
                distance = index[start:end, None] - index[None, :end]
                scores = scores - (slopes[:, None, None] * distance).to(scores.dtype)
            future = torch.ones(end - start, end - start, dtype=torch.bool).triu_(1)
            scores[..., start:].masked_fill_(future, -1e30)
            weights = softmax_with_sink(scores, sinks)
            out[:, :, start:end] = torch.matmul(weights, v[:, :, :end])
            saved.append(weights)
        ctx.save_for_backward(q, k, v, out)
        ctx.weights, ctx.sunk = saved, sinks is not None
        return out

    @staticmethod
    def backward(ctx, grad):
        q, k, v, out = ctx.saved_tensors
        length, scale = q.shape[2], q.shape[3] ** -0.5
        dq, dk, dv = torch.empty_like(out), torch.zeros_like(out), torch.zeros_like(out)
        dsinks = torch.zeros(q.shape[1]) if ctx.sunk else None
        # The sink has value 0, so the weighted mean of the weights' gradients is grad . out with it as without it.
        inner = (grad * out).sum(-1, keepdim=True).to(products.PRECISION)
        grad = grad.to(products.PRECISION)
        for n, start in enumerate(range(0, length, BlockedCausalAttention.BLOCK)):
            end = min(start + BlockedCausalAttention.BLOCK, length)
            weights, g = ctx.weights[n], grad[:, :, start:end]
            dv[:, :, :end] += torch.matmul(weights.transpose(2, 3), g)
            if ctx.sunk:
                dropped = 1 - weights.sum(-1, keepdim=True, dtype=torch.float32)
                dsinks -= (dropped * inner[:, :, start:end].to(torch.float32)).sum((0, 2, 3))
            ds = torch.matmul(g, v[:, :, :end].transpose(2, 3))
            ds.sub_(inner[:, :, start:end]).mul_(weights)
            dq[:, :, start:end] = torch.matmul(ds, k[:, :, :end]) * scale
            dk[:, :, :end] += torch.matmul(ds.transpose(2, 3), q[:, :, start:end])
        ctx.weights = None
        return dq, dk, dv, None, dsinks


def softmax_with_sink(scores, sinks=None):
    """Weights over the keys, scores [B, H, S, T]; with sinks [H] they sum to less than one."""
    if sinks is None:
        return torch.softmax(scores, -1)
    column = sinks.to(scores.dtype)[None, :, None, None].expand(*scores.shape[:3], 1)
    return torch.softmax(torch.cat((scores, column), -1), -1)[..., :-1]


def alibi_slopes(heads):
    """2^(-8 h / H) for h = 1 .. H (Press et al. 2022, section 3)."""
    return 2.0 ** (-8 * torch.arange(1, heads + 1, dtype=torch.float32) / heads)


def rope_tables(positions, head_dim, theta):
    """cos and sin of shape [B, 1, T, hd/2] for int positions [B, T]."""
    half = head_dim // 2
    frequency = theta ** (-torch.arange(half, dtype=torch.float32) / half)
    angle = positions.to(torch.float32)[:, None, :, None] * frequency
    return angle.cos(), angle.sin()


def rotate(x, cos, sin):
    half = x.shape[-1] // 2
    a, b = x[..., :half], x[..., half:]
    return torch.cat((a * cos - b * sin, b * cos + a * sin), -1)
