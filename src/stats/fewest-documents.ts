/**
 * Fewest paired documents whose exact sign-flip (McNemar) test can reach `alpha` at all, after Holm over `claims`:
 * with n documents the smallest two-sided p is 2^(1 - n), where all of them lean one way.
 */
export function fewestDocuments(alpha: number, claims = 1): number {
  return Math.ceil(1 + Math.log2(claims / alpha) - 1e-9);
}
