import type { Message } from "../../types.ts";

/** A special token by its id and by what it looks like. */
export interface SpecialToken {
  readonly id: number;
  readonly piece: string;
}

/** What a position-0 audit asks of a tokenizer, wherever its files or its server are. */
export interface AuditedTokenizer {
  readonly name: string;
  /** Why no text can be encoded; its metadata is all that is known then. */
  readonly unreadable?: string;
  /** `special`: with what the tokenizer itself puts around a text (its post-processor, a server's add_special). */
  encode(text: string, special: boolean): Promise<readonly number[]>;
  /** What a token looks like, white space made visible. */
  piece(id: number): Promise<string>;
  /** The chat template's text, opened for the answer; absent = it has no template. */
  readonly render?: (messages: readonly Message[]) => Promise<string>;
  /** Undefined = the tokenizer names none. */
  readonly bos?: SpecialToken | undefined;
  readonly eos?: SpecialToken | undefined;
  /** Whether an id is a control token; undefined = not known. */
  isSpecial(id: number): boolean | undefined;
  /** Tokens of prompt and answer together; undefined = not known. */
  readonly window?: number | undefined;
  /** What could not be known, and what was concluded from metadata, in sentences. */
  readonly notes: readonly string[];
  close(): Promise<void>;
}
