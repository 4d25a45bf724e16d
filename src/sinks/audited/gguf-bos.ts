/** Pre-tokenizers of llama.cpp's BPE vocabularies that put a BOS in front where the file does not say. */
const BPE_WITH_BOS = ["llama3", "llama-v3", "llama-bpe", "tekken", "chameleon"];

/**
 * Whether llama.cpp puts a BOS in front of a text: as `tokenizer.ggml.add_bos_token` says, else by the kind of
 * vocabulary (SentencePiece and WordPiece do, T5's Unigram and RWKV do not, BPE by its pre-tokenizer).
 * After src/llama-vocab.cpp of ggml-org/llama.cpp (c392e50).
 */
export function llamacppAddsBos(
  model: string,
  pre: string,
  explicit: boolean | undefined,
): { readonly adds: boolean; readonly by: string } {
  if (explicit !== undefined)
    return { adds: explicit, by: `tokenizer.ggml.add_bos_token = ${explicit} in the file` };
  if (model === "gpt2")
    return {
      adds: BPE_WITH_BOS.includes(pre),
      by: `the file does not say; a BPE vocabulary with pre-tokenizer ${pre === "" ? "(none named)" : pre}`,
    };
  return {
    adds: model === "llama" || model === "bert",
    by: `the file does not say; a vocabulary of kind ${model}`,
  };
}
