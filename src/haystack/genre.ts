import { createHash } from "node:crypto";
import { parse } from "yaml";
import { createRng, type Rng } from "../random.ts";
import type { FactForm, Haystack, Segment } from "../types.ts";
import { readDataset } from "./dataset.ts";
import { compile, type Grammar } from "./grammar.ts";
import { lexiconFiles, loadLexicon, type Split } from "./lexicon.ts";
import { type GenreFile, genreFile } from "./schema.ts";
import { writeDocument } from "./write-document.ts";
import { createWriter } from "./writer.ts";

export interface GenreOptions {
  readonly split: Split;
}

/** Documents of one kind, one after another, without end. */
interface Genre {
  readonly version: string;
  readonly facts?: FactForm | undefined;
  documents(rng: Rng): Iterable<Iterable<Segment>>;
}

/**
 * A haystack of one genre of `datasets/genres/`. `version` is the file's own number and a hash of all data that
 * the text is made of; the number is raised when the code that writes the text changes.
 */
export function genreHaystack(name: string, { split }: GenreOptions): Haystack {
  return haystackOf(name, split, () => loadGenre(name, split));
}

/** Whole documents of several genres in turn, in an order drawn anew for each round. */
export function mixedHaystack(names: readonly string[], { split }: GenreOptions): Haystack {
  return haystackOf("mixed", split, () => {
    const genres = names.map((name) => ({ name, ...loadGenre(name, split) }));
    return {
      version: `1+${digest(genres.map(({ version }) => version))}`,
      *documents(rng) {
        const streams = genres.map((genre) => genre.documents(rng.fork(genre.name))[Symbol.iterator]());
        const order = rng.fork("order");
        for (;;) for (const stream of order.shuffle(streams)) yield stream.next().value as Iterable<Segment>;
      },
    };
  });
}

/** Data is read when it is first needed: a registry names all genres, a run uses one. */
function haystackOf(name: string, split: Split, load: () => Genre): Haystack {
  let loaded: Genre | undefined;
  const genre = (): Genre => {
    loaded ??= load();
    return loaded;
  };
  return {
    name: split === "run" ? name : `${name}:train`,
    get version() {
      return genre().version;
    },
    get facts() {
      return genre().facts;
    },
    *segments(seed) {
      for (const document of genre().documents(createRng(seed).fork(split).fork(name))) yield* document;
    },
  };
}

function loadGenre(name: string, split: Split): Genre {
  const file = readGenre(name);
  const grammar: Grammar = {
    lexicon: loadLexicon(split),
    phrases: new Map(Object.entries(file.phrases).map(([key, list]) => [key, list.map(compile)])),
  };
  return {
    version: `${file.version}+${digest([file, ...lexiconFiles()])}`,
    facts: file.lines && { lead: file.lines.lead, before: file.lines.fact[0], after: file.lines.fact[1] },
    *documents(rng) {
      const write = createWriter(grammar, rng, { capitals: file.lines === undefined });
      for (let i = 0; ; i++) yield writeDocument(file, write, rng.fork(i));
    },
  };
}

/** The file of a genre, checked. */
export function readGenre(name: string): GenreFile {
  return genreFile.parse(parse(readDataset(`genres/${name}.yaml`)));
}

function digest(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 8);
}
