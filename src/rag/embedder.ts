/** One vector a text, in order and all of one length. Handed in as a value: this room touches no network. */
export type Embedder = (texts: readonly string[]) => Promise<readonly Float32Array[]>;
