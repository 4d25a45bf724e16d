"""Matrix products at the precision of the training; weights and everything else stay float32."""
import torch
from torch import nn

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
