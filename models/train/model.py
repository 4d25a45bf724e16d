"""The reference transformer: Llama in every respect that a file format can see, small enough for two CPU cores.

RMSNorm, rotary positions (rotate_half), grouped-query attention, SwiGLU, tied embedding, no bias.
Attention is a hand-written autograd function: torch 1.13 has no fused CPU attention, autograd would keep full
T x T scores, and working in blocks of queries makes the causal half free.
"""
import math
from dataclasses import asdict, dataclass

import torch
from torch import nn
from torch.nn import functional as F


@dataclass
class Config:
    vocab_size: int = 4096
    hidden_size: int = 128
    num_hidden_layers: int = 3
    num_attention_heads: int = 4
    num_key_value_heads: int = 4
    intermediate_size: int = 352
    rope_theta: float = 1e6
    rms_norm_eps: float = 1e-5
    max_position_embeddings: int = 4096

    @property
    def head_dim(self) -> int:
        return self.hidden_size // self.num_attention_heads

    def to_dict(self) -> dict:
        return asdict(self)


class BlockedCausalAttention(torch.autograd.Function):
    """softmax(q k' / sqrt(hd)) v for q, k, v of shape [B, H, T, hd]; the causal mask goes by index, not by position.

    Padding is on the right, so no real query ever sees a pad key and no mask for it is needed.
    """

    BLOCK = 256

    @staticmethod
    def forward(ctx, q, k, v):
        length, scale = q.shape[2], q.shape[3] ** -0.5
        out, saved = torch.empty_like(q), []
        for start in range(0, length, BlockedCausalAttention.BLOCK):
            end = min(start + BlockedCausalAttention.BLOCK, length)
            scores = torch.matmul(q[:, :, start:end] * scale, k[:, :, :end].transpose(2, 3))
            future = torch.ones(end - start, end - start, dtype=torch.bool).triu_(1)
            scores[..., start:].masked_fill_(future, -1e30)
            weights = torch.softmax(scores, -1)
            out[:, :, start:end] = torch.matmul(weights, v[:, :, :end])
            saved.append(weights)
        ctx.save_for_backward(q, k, v, out)
        ctx.weights = saved
        return out

    @staticmethod
    def backward(ctx, grad):
        q, k, v, out = ctx.saved_tensors
        length, scale = q.shape[2], q.shape[3] ** -0.5
        dq, dk, dv = torch.empty_like(q), torch.zeros_like(k), torch.zeros_like(v)
        inner = (grad * out).sum(-1, keepdim=True)
        for n, start in enumerate(range(0, length, BlockedCausalAttention.BLOCK)):
            end = min(start + BlockedCausalAttention.BLOCK, length)
            weights, g = ctx.weights[n], grad[:, :, start:end]
            dv[:, :, :end] += torch.matmul(weights.transpose(2, 3), g)
            ds = torch.matmul(g, v[:, :, :end].transpose(2, 3))
            ds.sub_(inner[:, :, start:end]).mul_(weights)
            dq[:, :, start:end] = torch.matmul(ds, k[:, :, :end]) * scale
            dk[:, :, :end] += torch.matmul(ds.transpose(2, 3), q[:, :, start:end] * scale)
        ctx.weights = None
        return dq, dk, dv


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


class RMSNorm(nn.Module):
    def __init__(self, size, eps):
        super().__init__()
        self.weight, self.eps = nn.Parameter(torch.ones(size)), eps

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps) * self.weight


class Attention(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.c = c
        kv = c.num_key_value_heads * c.head_dim
        self.q_proj = nn.Linear(c.hidden_size, c.hidden_size, bias=False)
        self.k_proj = nn.Linear(c.hidden_size, kv, bias=False)
        self.v_proj = nn.Linear(c.hidden_size, kv, bias=False)
        self.o_proj = nn.Linear(c.hidden_size, c.hidden_size, bias=False)

    def forward(self, x, cos, sin, past=None):
        batch, length, width = x.shape
        split = lambda y: y.view(batch, length, -1, self.c.head_dim).transpose(1, 2)
        q, k, v = split(self.q_proj(x)), split(self.k_proj(x)), split(self.v_proj(x))
        groups = self.c.num_attention_heads // self.c.num_key_value_heads
        q, k = rotate(q, cos, sin), rotate(k, cos, sin)
        if past is not None:  # evaluation only: append to a growing cache of rotated keys
            k, v = past.extend(self, k, v)
        if groups > 1:
            k, v = k.repeat_interleave(groups, 1), v.repeat_interleave(groups, 1)
        if past is None:
            y = BlockedCausalAttention.apply(q, k, v.contiguous())
        else:
            scores = torch.matmul(q, k.transpose(2, 3)) * self.c.head_dim ** -0.5 + past.mask(length, k.shape[2])
            y = torch.matmul(torch.softmax(scores, -1), v)
        return self.o_proj(y.transpose(1, 2).reshape(batch, length, width))


class MLP(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.gate_proj = nn.Linear(c.hidden_size, c.intermediate_size, bias=False)
        self.up_proj = nn.Linear(c.hidden_size, c.intermediate_size, bias=False)
        self.down_proj = nn.Linear(c.intermediate_size, c.hidden_size, bias=False)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Layer(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.input_layernorm = RMSNorm(c.hidden_size, c.rms_norm_eps)
        self.self_attn = Attention(c)
        self.post_attention_layernorm = RMSNorm(c.hidden_size, c.rms_norm_eps)
        self.mlp = MLP(c)

    def forward(self, x, cos, sin, past=None):
        x = x + self.self_attn(self.input_layernorm(x), cos, sin, past)
        return x + self.mlp(self.post_attention_layernorm(x))


class Llama(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.config = c
        self.embed_tokens = nn.Embedding(c.vocab_size, c.hidden_size)
        self.layers = nn.ModuleList(Layer(c) for _ in range(c.num_hidden_layers))
        self.norm = RMSNorm(c.hidden_size, c.rms_norm_eps)
        initialise(self)

    def hidden(self, ids, positions=None, past=None):
        if positions is None:
            positions = torch.arange(ids.shape[1])[None]
        cos, sin = rope_tables(positions, self.config.head_dim, self.config.rope_theta)
        x = self.embed_tokens(ids)
        for layer in self.layers:
            x = layer(x, cos, sin, past)
        return self.norm(x)

    def logits(self, hidden):
        return hidden @ self.embed_tokens.weight.t()

    def forward(self, ids, positions=None):
        return self.logits(self.hidden(ids, positions))


def initialise(model: Llama, offset_heads=True):
    """Normal weights, plus one documented head start: first-layer heads that look back a fixed number of tokens.

    Coordinate 0 of every embedding begins with the same constant, so the first layer's queries and keys can carry a
    position-only part: head h starts as "attend h + 1 tokens back". Recall needs such heads to bind a name's tokens to
    the value behind it, and finding them is what the long plateau of a plain start consists of. Nothing is frozen:
    they are ordinary weights that training may keep or drop. (A constant coordinate of a tied embedding adds the same
    amount to every logit, so it does not bias predictions.)
    """
    c = model.config
    width, hd = c.hidden_size, c.head_dim
    residual = 1 / math.sqrt(2 * c.num_hidden_layers)
    with torch.no_grad():
        for name, p in model.named_parameters():
            if p.dim() == 2:
                std = width ** -0.5
                if name.startswith("embed"):
                    std = EMBED_STD
                elif "o_proj" in name or "down_proj" in name:
                    std *= residual
                p.normal_(0, std)
        if not offset_heads:
            return
        share = 0.25  # of the normed first-layer input's energy that the constant coordinate holds
        constant = EMBED_STD * math.sqrt(width * share / (1 - share))
        model.embed_tokens.weight[:, 0] = constant
        x0 = math.sqrt(width * share)
        fast = max(4, hd // 6)  # only the fastest rotations can tell neighbours apart
        frequency = c.rope_theta ** (-torch.arange(hd // 2, dtype=torch.float32) / (hd // 2))[:fast]
        sharp = float((1 - frequency.cos()).sum())
        size = math.sqrt(OFFSET_GAP * math.sqrt(hd) / sharp)  # score gap of OFFSET_GAP to the next token
        attention = model.layers[0].self_attn
        attention.q_proj.weight.mul_(0.3)
        attention.k_proj.weight.mul_(0.3)
        attention.q_proj.weight[:, 0] = 0
        attention.k_proj.weight[:, 0] = 0
        for h in range(c.num_attention_heads):
            offset = h + 1
            attention.q_proj.weight[h * hd:h * hd + fast, 0] = size / x0 * (offset * frequency).cos()
            attention.q_proj.weight[h * hd + hd // 2:h * hd + hd // 2 + fast, 0] = -size / x0 * (offset * frequency).sin()
        for h in range(c.num_key_value_heads):
            attention.k_proj.weight[h * hd:h * hd + fast, 0] = size / x0


EMBED_STD = 0.05
OFFSET_GAP = 6.0
