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


PRECISION = torch.float32  # of matrix products in training; bfloat16 is 1.7 times as fast on CPUs with AVX512-BF16


class Product(torch.autograd.Function):
    """x w' with both factors rounded to PRECISION, for x [N, in] and w [out, in]."""

    @staticmethod
    def forward(ctx, x, w):
        x, w = x.to(PRECISION), w.to(PRECISION)
        ctx.save_for_backward(x, w)
        return torch.mm(x, w.t()).to(torch.float32)

    @staticmethod
    def backward(ctx, grad):
        x, w = ctx.saved_tensors
        grad = grad.to(PRECISION)
        return torch.mm(grad, w).to(torch.float32), torch.mm(grad.t(), x).to(torch.float32)


def product(x, w):
    if PRECISION is torch.float32:
        return x @ w.t()
    return Product.apply(x.reshape(-1, x.shape[-1]), w).view(*x.shape[:-1], -1)


class Linear(nn.Linear):
    def __init__(self, width, out):
        super().__init__(width, out, bias=False)

    def forward(self, x):
        return product(x, self.weight)


class BlockedCausalAttention(torch.autograd.Function):
    """softmax(q k' / sqrt(hd)) v for q, k, v of shape [B, H, T, hd]; the causal mask goes by index, not by position.

    Padding is on the right, so no real query ever sees a pad key and no mask for it is needed.
    """

    BLOCK = 256

    @staticmethod
    def forward(ctx, q, k, v):
        length, scale = q.shape[2], q.shape[3] ** -0.5
        out, saved = torch.empty_like(q), []
        q, k, v = (q * scale).to(PRECISION), k.to(PRECISION), v.to(PRECISION)
        for start in range(0, length, BlockedCausalAttention.BLOCK):
            end = min(start + BlockedCausalAttention.BLOCK, length)
            scores = torch.matmul(q[:, :, start:end], k[:, :, :end].transpose(2, 3))
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
        dq, dk, dv = torch.empty_like(out), torch.zeros_like(out), torch.zeros_like(out)
        inner = (grad * out).sum(-1, keepdim=True).to(PRECISION)
        grad = grad.to(PRECISION)
        for n, start in enumerate(range(0, length, BlockedCausalAttention.BLOCK)):
            end = min(start + BlockedCausalAttention.BLOCK, length)
            weights, g = ctx.weights[n], grad[:, :, start:end]
            dv[:, :, :end] += torch.matmul(weights.transpose(2, 3), g)
            ds = torch.matmul(g, v[:, :, :end].transpose(2, 3))
            ds.sub_(inner[:, :, start:end]).mul_(weights)
            dq[:, :, start:end] = torch.matmul(ds, k[:, :, :end]) * scale
            dk[:, :, :end] += torch.matmul(ds.transpose(2, 3), q[:, :, start:end])
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
        self.q_proj = Linear(c.hidden_size, c.hidden_size)
        self.k_proj = Linear(c.hidden_size, kv)
        self.v_proj = Linear(c.hidden_size, kv)
        self.o_proj = Linear(c.hidden_size, c.hidden_size)

    def forward(self, x, cos, sin):
        batch, length, width = x.shape
        split = lambda y: y.view(batch, length, -1, self.c.head_dim).transpose(1, 2)
        q, k, v = split(self.q_proj(x)), split(self.k_proj(x)), split(self.v_proj(x))
        groups = self.c.num_attention_heads // self.c.num_key_value_heads
        q, k = rotate(q, cos, sin), rotate(k, cos, sin)
        if groups > 1:
            k, v = k.repeat_interleave(groups, 1), v.repeat_interleave(groups, 1)
        y = BlockedCausalAttention.apply(q, k, v.contiguous())
        return self.o_proj(y.transpose(1, 2).reshape(batch, length, width))


class MLP(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.gate_proj = Linear(c.hidden_size, c.intermediate_size)
        self.up_proj = Linear(c.hidden_size, c.intermediate_size)
        self.down_proj = Linear(c.intermediate_size, c.hidden_size)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Layer(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.input_layernorm = RMSNorm(c.hidden_size, c.rms_norm_eps)
        self.self_attn = Attention(c)
        self.post_attention_layernorm = RMSNorm(c.hidden_size, c.rms_norm_eps)
        self.mlp = MLP(c)

    def forward(self, x, cos, sin):
        x = x + self.self_attn(self.input_layernorm(x), cos, sin)
        return x + self.mlp(self.post_attention_layernorm(x))


class Llama(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.config = c
        self.embed_tokens = nn.Embedding(c.vocab_size, c.hidden_size)
        self.layers = nn.ModuleList(Layer(c) for _ in range(c.num_hidden_layers))
        self.norm = RMSNorm(c.hidden_size, c.rms_norm_eps)
        initialise(self)

    def hidden(self, ids, positions=None):
        if positions is None:
            positions = torch.arange(ids.shape[1])[None]
        cos, sin = rope_tables(positions, self.config.head_dim, self.config.rope_theta)
        x = self.embed_tokens(ids)
        for layer in self.layers:
            x = layer(x, cos, sin)
        return self.norm(x)

    def logits(self, hidden):
        return product(hidden, self.embed_tokens.weight)

    def forward(self, ids, positions=None):
        return self.logits(self.hidden(ids, positions))


EMBED_STD = 0.1
WINDOWS = ((1, 0.5), (2, 0.5), (3.5, 1), (6.5, 2), (11, 3), (18, 5))  # how far back head h looks: centre, width
WINDOW_GAIN = 5.0  # score by which a window's centre beats a place two widths away
MATCH_GAIN = 2.5   # score that every agreeing slot adds
COPY_GAIN = 4.0    # an attended token is added to the residual stream with this multiple of its embedding


def initialise(model: Llama):
    """Normal weights, plus one documented head start: an induction circuit.

    Recall by continuing needs heads that look a little back, heads that compare histories and heads that say what they
    attend to (Olsson et al. 2022). A plain start finds them only after a long plateau, so they are written into the
    initial weights (in the spirit of mimetic initialisation, Trockman & Kolter 2023):
    - coordinate 0 of every embedding begins with one constant, so first-layer queries and keys can carry a
      position-only part: head h attends to a window some tokens back and writes what it sees into its own slot of the
      residual stream;
    - in later layers a key reads the slots, and a query reads itself and the slots shifted by one token, so a query
      scores the places whose preceding tokens equal its own latest ones;
    - value-output maps of later layers start as projections: attending to a token raises its own logit.
    Nothing is frozen; training keeps, extends or drops all of it. (A constant coordinate of a tied embedding adds the
    same amount to every logit, so it does not bias predictions.)
    """
    c = model.config
    with torch.no_grad():
        for name, p in model.named_parameters():
            if p.dim() == 2:
                std = EMBED_STD if name.startswith("embed") else c.hidden_size ** -0.5
                if "o_proj" in name or "down_proj" in name:
                    std *= EMBED_STD  # branches start small beside the small embeddings, or they drown the tokens
                p.normal_(0, std)
        own, slots = start_windows(model)
        for layer in model.layers[1:]:
            start_matching(layer.self_attn, own, slots, c)


def orthogonal(size):
    return torch.linalg.qr(torch.randn(size, size))[0]


def start_windows(model):
    """First layer: look-back heads. Returns the readers [hd, d] of the own token and of each head's slot."""
    c, attention = model.config, model.layers[0].self_attn
    width, hd = c.hidden_size, c.head_dim
    share = 0.25  # of the normed input's energy that the constant coordinate holds
    model.embed_tokens.weight[:, 0] = EMBED_STD * math.sqrt(width * share / (1 - share))
    constant = math.sqrt(width * share)  # the coordinate after RMSNorm
    pairs = hd // 4  # the faster half of the rotations
    frequency = c.rope_theta ** (-torch.arange(hd // 2, dtype=torch.float32) / (hd // 2))[:pairs]
    attention.q_proj.weight.mul_(0.3)[:, 0] = 0
    attention.k_proj.weight.mul_(0.3)[:, 0] = 0
    for h in range(c.num_key_value_heads):
        attention.k_proj.weight[h * hd:h * hd + pairs, 0] = 1
    own = orthogonal(width)[:hd]
    own[:, 0] = 0
    attention.v_proj.weight.copy_(own.repeat(c.num_key_value_heads, 1))
    writers = orthogonal(width)
    attention.o_proj.weight.copy_(writers * EMBED_STD * math.sqrt(width / hd))
    slots = []
    for h in range(c.num_attention_heads):
        centre, spread = WINDOWS[h]
        fit = ((frequency <= 0.6 / spread) & (frequency >= 0.02 / spread)).float()  # rotations that suit the width
        drop = float((fit * (1 - (2 * spread * frequency).cos())).sum())
        size = WINDOW_GAIN * math.sqrt(hd) / drop / constant ** 2 * fit
        row = h * hd
        attention.q_proj.weight[row:row + pairs, 0] = size * (centre * frequency).cos()
        attention.q_proj.weight[row + hd // 2:row + hd // 2 + pairs, 0] = -size * (centre * frequency).sin()
        slots.append(writers[:, row:row + hd].t())
    return own * math.sqrt(width / hd), slots


def start_matching(attention, own, slots, c):
    """Later layers: keys read the slots, queries the slots one token later, through the same projections.

    Sharp slots shift by one slot; a wide window one token later is nearly the same window.
    Only the slower half of the rotations is used: the match has to hold over any distance.
    """
    width, hd = c.hidden_size, c.head_dim
    groups = c.num_attention_heads // c.num_key_value_heads
    slow = [i for i in range(hd) if i % (hd // 2) >= hd // 4]
    gain = math.sqrt(MATCH_GAIN * math.sqrt(hd) * (len(slots) + 1.5) / width) * math.sqrt(hd / len(slow))
    basis = orthogonal(width)
    for g in range(c.num_key_value_heads):
        key, query = torch.zeros(hd, width), torch.zeros(hd, width)
        for m, slot in enumerate(slots):
            mix = gain * orthogonal(hd)[:len(slow)]
            key[slow] += mix @ slot
            query[slow] += mix @ ((own, slots[0])[m] if m < 2 else slot)
        rows = slice(g * hd, (g + 1) * hd)
        attention.k_proj.weight[rows] = 0.3 * attention.k_proj.weight[rows] + key
        attention.v_proj.weight[rows] = basis[rows]
        for h in range(g * groups, (g + 1) * groups):
            cols = slice(h * hd, (h + 1) * hd)
            attention.q_proj.weight[cols] = 0.3 * attention.q_proj.weight[cols] + query
            attention.o_proj.weight[:, cols] = COPY_GAIN * EMBED_STD * basis[rows].t()
