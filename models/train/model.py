"""The reference transformer: Llama in every respect that a file format can see, small enough for two CPU cores.

RMSNorm, grouped-query attention, SwiGLU, tied embedding, no bias; the reference has rotary positions (rotate_half).
The variants differ from it in what Config names last.
"""
from dataclasses import asdict, dataclass

import torch
from torch import nn
from torch.nn import functional as F

from attention import BlockedCausalAttention, alibi_slopes, rope_tables, rotate
from products import Linear, product
from start import initialise


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
    attention: str = "rope"  # one of attention.ATTENTIONS
    learned_sink: bool = False  # a learned logit without a value in each head's softmax
    local_tokens: int = 0  # so many tokens before it are mixed into every token's embedding
    head_width: int = 0  # of a head; 0 = hidden_size / num_attention_heads

    @property
    def head_dim(self) -> int:
        return self.head_width or self.hidden_size // self.num_attention_heads

    def to_dict(self) -> dict:
        return asdict(self)


class RMSNorm(nn.Module):
    def __init__(self, size, eps):
        super().__init__()
        self.weight, self.eps = nn.Parameter(torch.ones(size)), eps

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps) * self.weight


class Attention(nn.Module):
    def __init__(self, c: Config, local: int):
        super().__init__()
        self.c = c
        queries, kv = c.num_attention_heads * c.head_dim, c.num_key_value_heads * c.head_dim
        self.q_proj = Linear((1 + local) * c.hidden_size, queries)
        self.k_proj = Linear((1 + local) * c.hidden_size, kv)
        self.v_proj = Linear(c.hidden_size, kv)
        self.o_proj = Linear(queries, c.hidden_size)
        self.sinks = nn.Parameter(torch.zeros(c.num_attention_heads)) if c.learned_sink else None
        self.slopes = alibi_slopes(c.num_attention_heads) if c.attention == "alibi" else None

    def heads(self, x, near, cos, sin):
        """q, k, v [B, H, T, hd] as they meet in the scores, read from `near`; values of its first part, the token itself."""
        batch, length, _ = x.shape
        split = lambda y: y.view(batch, length, -1, self.c.head_dim).transpose(1, 2)
        q, k, v = split(self.q_proj(near)), split(self.k_proj(near)), split(self.v_proj(near[..., :x.shape[-1]]))
        groups = self.c.num_attention_heads // self.c.num_key_value_heads
        if self.c.attention == "rope":
            q, k = rotate(q, cos, sin), rotate(k, cos, sin)
        if groups > 1:
            k, v = k.repeat_interleave(groups, 1), v.repeat_interleave(groups, 1)
        return q, k, v.contiguous()

    def forward(self, x, near, cos, sin):
        y = BlockedCausalAttention.apply(*self.heads(x, near, cos, sin), self.slopes, self.sinks)
        return self.o_proj(y.transpose(1, 2).reshape(*x.shape[:2], -1))


class LocalTokens(nn.Module):
    """The embeddings of the few tokens before each token, for the queries and keys of the first layer and for the MLPs.

    A causal convolution. It tells every kind of attention alike the order of neighbours, and nothing about distance
    beyond them (after the "Canon layers" of Allen-Zhu 2025); without it attention with no positions cannot even find
    the token before.
    """

    def __init__(self, c: Config):
        super().__init__()
        self.reach, self.eps = c.local_tokens, c.rms_norm_eps
        self.proj = Linear(c.local_tokens * c.hidden_size, c.hidden_size)

    def forward(self, x):
        """x [B, T, d] -> (x with its neighbours added, normed embeddings of each token and its neighbours)."""
        length = x.shape[1]
        normed = F.pad(x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps), (0, 0, self.reach, 0))
        near = torch.cat([normed[:, self.reach - n:self.reach - n + length] for n in range(self.reach + 1)], -1)
        return x + self.proj(near[..., x.shape[-1]:]), near


class MLP(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.gate_proj = Linear(c.hidden_size, c.intermediate_size)
        self.up_proj = Linear(c.hidden_size, c.intermediate_size)
        self.down_proj = Linear(c.intermediate_size, c.hidden_size)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Layer(nn.Module):
    def __init__(self, c: Config, local: int):
        super().__init__()
        self.input_layernorm = RMSNorm(c.hidden_size, c.rms_norm_eps)
        self.self_attn = Attention(c, local)
        self.post_attention_layernorm = RMSNorm(c.hidden_size, c.rms_norm_eps)
        self.mlp = MLP(c)

    def forward(self, x, near, cos, sin):
        h = self.input_layernorm(x)
        x = x + self.self_attn(h, h if near is None else near, cos, sin)
        return x + self.mlp(self.post_attention_layernorm(x))


class Llama(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.config = c
        self.embed_tokens = nn.Embedding(c.vocab_size, c.hidden_size)
        self.layers = nn.ModuleList(Layer(c, 0 if n else c.local_tokens) for n in range(c.num_hidden_layers))
        self.norm = RMSNorm(c.hidden_size, c.rms_norm_eps)
        self.local = LocalTokens(c) if c.local_tokens else None
        initialise(self)

    def embedded(self, ids):
        """(what the first layer gets, what its queries and keys are made of where that is not the same)."""
        x = self.embed_tokens(ids)
        return (x, None) if self.local is None else self.local(x)

    def hidden(self, ids, positions=None):
        if positions is None:
            positions = torch.arange(ids.shape[1])[None]
        cos, sin = rope_tables(positions, self.config.head_dim, self.config.rope_theta)
        x, near = self.embedded(ids)
        for layer in self.layers:
            x, near = layer(x, near, cos, sin), None
        return self.norm(x)

    def logits(self, hidden):
        return product(hidden, self.embed_tokens.weight)

    def forward(self, ids, positions=None):
        return self.logits(self.hidden(ids, positions))
