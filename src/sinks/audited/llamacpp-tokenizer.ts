import { baseUrl } from "../../models/base-url.ts";
import { openLlamacpp } from "../../models/llamacpp-server.ts";
import { reach } from "../../models/reach.ts";
import type { AuditedTokenizer, SpecialToken } from "./audited-tokenizer.ts";
import { visiblePiece } from "./visible-piece.ts";

const ADDRESS = "http://127.0.0.1:8080";

/**
 * The vocabulary and chat template of a running llama.cpp server (/props, /tokenize, /detokenize, /apply-template).
 * `special` is the server's add_special. Throws `model-unavailable`, `usage`.
 */
export async function openLlamacppTokenizer(spec: string): Promise<AuditedTokenizer> {
  const server = openLlamacpp(
    baseUrl(/^https?:/.test(spec) ? spec : ADDRESS),
    spec.replace(/^llamacpp:/, ""),
  );
  const { props, bare, begun } = await reach(
    async (signal) => ({
      props: await server.props(signal),
      bare: await server.tokenize("a", { signal }),
      begun: await server.tokenize("a", { bos: true, signal }),
    }),
    "Start it with: llama-server -m MODEL.gguf; or name its address: --tokenizer http://HOST:PORT.",
  );
  const named = async (text: string | undefined): Promise<SpecialToken | undefined> => {
    const ids = text === undefined || text === "" ? [] : await server.tokenize(text);
    const [id] = ids;
    return ids.length === 1 && id !== undefined ? { id, piece: text ?? "" } : undefined;
  };
  const [put] = begun.slice(0, Math.max(0, begun.indexOf(bare[0] as number)));
  const bos =
    (await named(props.bos)) ??
    (put === undefined ? undefined : { id: put, piece: await server.detokenize([put]) });
  const eos = await named(props.eos);
  return {
    name: spec,
    encode: (text, special) => server.tokenize(text, { bos: special }),
    piece: async (id) => {
      if (id === bos?.id) return bos.piece;
      const text = await server.detokenize([id]);
      return text === "" ? `(${id})` : visiblePiece(text);
    },
    ...(props.template === "" ? {} : { render: (messages) => server.render(messages) }),
    bos,
    eos,
    isSpecial: (id) => (id === bos?.id || id === eos?.id ? true : undefined),
    window: props.window,
    notes:
      props.bos === undefined && put === undefined
        ? ["The server does not name its BOS and puts none in front: whether the model has one is not known."]
        : [],
    close: async () => undefined,
  };
}
