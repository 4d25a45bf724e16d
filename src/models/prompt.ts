import { AutoTokenizer, type PreTrainedTokenizer } from "@huggingface/transformers";
import { MidspanError } from "../errors.ts";
import { memoCount, type Tokenizer } from "../tokens.ts";
import type { FrontToken, Message } from "../types.ts";
import { frontId } from "./front-token.ts";
import type { ModelFolder } from "./model-folder.ts";
import { encodeByParagraph } from "./paragraph-encoder.ts";

/** A model's tokenizer with its chat template. */
export interface PromptTokenizer {
  readonly tokenizer: Tokenizer;
  /**
   * The ids that are sent: rendered by the chat template, the answer's opening appended, encoded without adding
   * special tokens; exactly one BOS at position 0 where the model has one. `front` takes the place of that BOS.
   */
  encodePrompt(
    messages: readonly Message[],
    answerPrefix: string,
    front?: readonly FrontToken[],
  ): readonly number[];
  /** Ids of what stands in place of the BOS, one each. Throws `usage` for a BOS that the model does not have. */
  encodeFront(front: readonly FrontToken[]): readonly number[];
  /** A text as it is, behind the BOS that the tokenizer itself puts in front. */
  plainPrompt(text: string): readonly number[];
  /**
   * Position of the token with which the question begins: behind the last blank line of the last user message.
   * Exact for tokenizers that can be cut before a blank line, as GPT-2's split can.
   */
  questionStart(messages: readonly Message[]): number;
  /** Position of the token with which the last user message goes on behind `offset` characters; as exact as above. */
  positionOf(messages: readonly Message[], offset: number): number;
  decodeAnswer(ids: readonly number[]): string;
}

/** Loads a tokenizer through transformers.js. Throws `model-unavailable`. */
export async function loadPromptTokenizer(folder: ModelFolder): Promise<PromptTokenizer> {
  const { source, local, tokenizerId: id } = folder;
  const hub = await AutoTokenizer.from_pretrained(source, { local_files_only: local }).catch(
    (cause: unknown) => {
      throw new MidspanError(
        "model-unavailable",
        `the tokenizer cannot be loaded; a folder with tokenizer.json: ${source}`,
        { cause },
      );
    },
  );
  const encodeWhole = (text: string): readonly number[] => hub.encode(text, { add_special_tokens: false });
  // Graphs of our own making come with GPT-2's split.
  const encode = folder.unrotated ? encodeByParagraph(encodeWhole) : encodeWhole;
  const bos = openingBos(hub);

  const encodeFront = (front: readonly FrontToken[]): readonly number[] =>
    front.map((token) => frontId(token, hub, bos, source));
  const encodePrompt = (
    messages: readonly Message[],
    answerPrefix: string,
    front?: readonly FrontToken[],
  ): readonly number[] => {
    const ids = withBos(encode(render(hub, messages) + answerPrefix), bos);
    return front === undefined ? ids : [...encodeFront(front), ...(ids[0] === bos ? ids.slice(1) : ids)];
  };

  const positionOf = (messages: readonly Message[], offset: number): number => {
    const text = render(hub, messages);
    return withBos(encode(text.slice(0, contentStart(hub, text, messages) + offset)), bos).length;
  };

  // Measured on a word that cannot merge with its surroundings.
  const around = encodePrompt([{ role: "user", content: "a" }], "").length - encode("a").length;
  return {
    tokenizer: {
      id,
      exact: true,
      templateTokens: around,
      encode,
      decode: (ids) =>
        ids.length === 0 ? "" : hub.decode([...ids], { clean_up_tokenization_spaces: false }),
      count: memoCount((text) => encode(text).length),
    },
    encodePrompt,
    encodeFront,
    plainPrompt: (text) => withBos(encode(text), bos),
    questionStart: (messages) =>
      positionOf(messages, Math.max(0, lastUser(messages).trimEnd().lastIndexOf("\n\n"))),
    positionOf,
    decodeAnswer: (ids) =>
      ids.length === 0
        ? ""
        : hub.decode([...ids], { skip_special_tokens: true, clean_up_tokenization_spaces: false }),
  };
}

/** A base model has no template: it is given the messages as plain text. */
function render(hub: PreTrainedTokenizer, messages: readonly Message[]): string {
  if (!hub.chat_template) return messages.map((message) => message.content).join("\n\n");
  try {
    return hub.apply_chat_template([...messages], { tokenize: false, add_generation_prompt: true }) as string;
  } catch (cause) {
    throw new MidspanError(
      "model-unavailable",
      `the model's chat template fails; Jinja that takes these messages: ${messages.map(({ role }) => role).join(", ")}`,
      { cause },
    );
  }
}

/** The BOS that the tokenizer itself would put in front; templates of some models leave it out. */
function openingBos(hub: PreTrainedTokenizer): number | undefined {
  const [first] = hub.encode("a", { add_special_tokens: true });
  return first !== undefined && first === hub.bos_token_id ? first : undefined;
}

function withBos(ids: readonly number[], bos: number | undefined): readonly number[] {
  if (bos === undefined || ids[0] === bos) return ids;
  return [bos, ...ids];
}

function lastUser(messages: readonly Message[]): string {
  return messages.findLast((message) => message.role === "user")?.content ?? "";
}

/** Character at which the last user message begins within the rendered prompt. */
function contentStart(hub: PreTrainedTokenizer, text: string, messages: readonly Message[]): number {
  const last = messages.findLastIndex((message) => message.role === "user");
  // Where the prompt parts from one with another content is where the content begins.
  const other = render(hub, messages.with(last, { role: "user", content: "\0" }));
  let start = 0;
  while (start < text.length && text[start] === other[start]) start++;
  return start;
}
