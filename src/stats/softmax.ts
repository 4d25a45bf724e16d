/** Shares that logits stand for; they sum to 1. The largest is taken off first, so that no exponential overflows. */
export function softmax(logits: ArrayLike<number>): Float64Array {
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logits.length; i++) most = Math.max(most, logits[i] as number);
  const shares = Float64Array.from(logits, (logit) => Math.exp(logit - most));
  let sum = 0;
  for (const share of shares) sum += share;
  return shares.map((share) => share / sum);
}
