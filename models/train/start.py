"""Initial weights."""
import math

import torch

EMBED_STD = 0.1
WINDOWS = ((1, 0.5), (2, 0.5), (3.5, 1), (6.5, 2), (11, 3), (18, 5))  # how far back head h looks: centre, width
WINDOW_GAIN = 5.0  # score by which a window's centre beats a place two widths away
MATCH_GAIN = 2.5   # score that every agreeing slot adds
COPY_GAIN = 4.0    # an attended token is added to the residual stream with this multiple of its embedding


def initialise(model):
    """Normal weights, plus one documented head start: an induction circuit (not where local_tokens do its first half).

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
        if c.local_tokens:
            start_local(model)
            return
        own, slots = start_windows(model)
        for layer in model.layers[1:]:
            start_matching(layer.self_attn, own, slots, c)


LOCAL_GAIN = 0.25  # size of a neighbour's embedding beside the token's own


def start_local(model):
    """With local tokens the first layer can do the whole of it: a query reads itself and its neighbours, a key the
    tokens before it through the same projections, and both heads say what they attend to.

    In every kind of attention alike: the channels of the slow rotations match, whether anything rotates them or not.
    The other layers start plainly.
    """
    c = model.config
    width, hd, reach = c.hidden_size, c.head_dim, c.local_tokens
    turns = [LOCAL_GAIN * EMBED_STD * orthogonal(width) for _ in range(reach)]
    model.local.proj.weight.copy_(torch.cat(turns, 1))
    attention = model.layers[0].self_attn
    slow = [i for i in range(hd) if i % (hd // 2) >= hd // 4]
    gain = math.sqrt(MATCH_GAIN * math.sqrt(hd) / len(slow))
    # Together the heads say what they attend to: the values of all of them are a tall orthogonal map.
    tall = torch.linalg.qr(torch.randn(c.num_attention_heads * hd, width))[0]
    for p in (attention.q_proj.weight, attention.k_proj.weight):
        p.mul_(0.3 / math.sqrt(1 + reach))
    for h in range(c.num_attention_heads):
        rows = torch.arange(h * hd, (h + 1) * hd)
        for n in range(reach):
            mix = gain * orthogonal(width)[:len(slow)]
            attention.q_proj.weight[rows[slow], n * width:(n + 1) * width] += mix
            attention.k_proj.weight[rows[slow], (n + 1) * width:(n + 2) * width] += mix
    attention.v_proj.weight.copy_(tall)
    attention.o_proj.weight.copy_(COPY_GAIN * EMBED_STD * tall.t())


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
