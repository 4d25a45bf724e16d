import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readDataset } from "../../src/haystack/dataset.ts";
import { readGenre } from "../../src/haystack/genre.ts";
import { compile, references } from "../../src/haystack/grammar.ts";
import { lexiconFiles } from "../../src/haystack/lexicon.ts";
import { jsonSchemas } from "../../src/haystack/schema.ts";
import { packageRoot } from "../../src/root.ts";

const datasets = join(packageRoot(), "datasets");
const genres = readdirSync(join(datasets, "genres")).map((file) => file.replace(".yaml", ""));
const lists = new Set(lexiconFiles().flatMap((file) => Object.keys(file.lists)));

function namesIn(sources: readonly string[]): string[] {
  return sources.flatMap((source) => references(compile(source)));
}

function variables(state: Readonly<Record<string, string>> | undefined): string[] {
  return Object.keys(state ?? {});
}

describe("genre files", () => {
  it.each(genres)("%s refers to nothing that is not there", (name) => {
    const file = readGenre(name);
    const phrases = Object.keys(file.phrases);
    const everywhere = ["count", ...lists, ...phrases, ...variables(file.state)];
    const unknown = (sources: readonly string[], known: readonly string[]): string[] =>
      namesIn(sources).filter((slot) => !known.includes(slot));
    const state = (values: Readonly<Record<string, string>> | undefined): string[] =>
      Object.values(values ?? {}).map((value) => (value.includes("{") ? value : `{${value}}`));

    expect(file.name).toBe(name);
    expect(unknown([...file.title, ...state(file.state)], everywhere)).toEqual([]);
    for (const section of file.sections) {
      const known = [...everywhere, ...variables(section.state)];
      expect(unknown([...(section.heading ?? []), ...state(section.state)], known)).toEqual([]);
      expect(section.main === undefined || section.topics.includes(section.main)).toBe(true);
      for (const key of section.topics) {
        const topic = file.topics[key];
        expect(topic, key).toBeDefined();
        if (!topic) continue;
        const { question = [], open, body, short, items = [] } = topic;
        const used = [...question, ...open, ...body, ...short, ...items, ...state(topic.state)];
        expect(unknown(used, [...known, ...variables(topic.state)]), key).toEqual([]);
        // A phrase may name variables that only some sections have: it must know them wherever it is used.
        const through = namesIn(used).flatMap((slot) => file.phrases[slot] ?? []);
        expect(unknown(through, [...known, ...variables(topic.state)]), key).toEqual([]);
      }
    }
  });

  it.each(genres)("%s gives no variable or phrase the name of a word list", (name) => {
    const file = readGenre(name);
    const ours = [
      ...Object.keys(file.phrases),
      ...variables(file.state),
      ...file.sections.flatMap((section) => variables(section.state)),
      ...Object.values(file.topics).flatMap((topic) => variables(topic.state)),
    ];
    expect(ours.filter((key) => lists.has(key))).toEqual([]);
  });

  it.each(genres)("%s uses every topic and every phrase", (name) => {
    const file = readGenre(name);
    const topics = new Set(file.sections.flatMap((section) => section.topics));
    expect(Object.keys(file.topics).filter((key) => !topics.has(key))).toEqual([]);
    const text = readDataset(`genres/${name}.yaml`);
    expect(
      Object.keys(file.phrases).filter((key) => !new RegExp(`\\{(a |many )?${key}\\}`).test(text)),
    ).toEqual([]);
  });
});

describe("published schemas", () => {
  it.each(Object.entries(jsonSchemas()))("of a %s file is what the code checks", (name, schema) => {
    const published: unknown = JSON.parse(readFileSync(join(datasets, `schema/${name}.schema.json`), "utf8"));
    expect(published).toEqual(JSON.parse(JSON.stringify(schema)));
  });
});

describe("lexicon files", () => {
  it("hold no word twice in a list, and no list twice", () => {
    const names = lexiconFiles().flatMap((file) => Object.keys(file.lists));
    expect(new Set(names).size).toBe(names.length);
    for (const file of lexiconFiles())
      for (const [name, words] of Object.entries(file.lists))
        expect(new Set(words).size, name).toBe(words.length);
  });

  it("are all listed", () => {
    expect(readdirSync(join(datasets, "lexicons")).length).toBe(lexiconFiles().length);
  });

  it("mark only words and lists that they hold", () => {
    for (const { shared, both, lists: own } of lexiconFiles()) {
      expect(shared.filter((name) => !own[name])).toEqual([]);
      const words = Object.values(own)
        .flat()
        .map((word) => word.split("/")[0]);
      expect(both.filter((word) => !words.includes(word))).toEqual([]);
    }
  });

  it("are used, every list of them", () => {
    const used = new Set(
      genres.flatMap((name) => {
        const text = readDataset(`genres/${name}.yaml`);
        return [...text.matchAll(/\{(?:a |many )?(\w+)\}|: ([a-z]+)[,}\n]/g)].map((m) => m[1] ?? m[2] ?? "");
      }),
    );
    expect([...lists].filter((name) => !used.has(name))).toEqual([]);
  });
});
