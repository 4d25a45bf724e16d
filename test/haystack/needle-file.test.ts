import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fileNeedles } from "../../src/haystack/needle-file.ts";
import { standsIn } from "../../src/haystack/stands-in.ts";
import { createRng } from "../../src/random.ts";
import { fixture, make, refusal, write } from "./user-files.ts";

const LAMP = {
  id: "lamp",
  text: "The harbour lamp of Corvel burns for 0417 hours on one cask of oil.",
  question: "For how many hours does the harbour lamp of Corvel burn on one cask?",
  answers: ["0417"],
  answerPrefix: "The harbour lamp of Corvel burns for",
};
const BELL = {
  id: "fact 2",
  text: 'The bell of Tarn was cast in Osmer: "a fine, dull thing".',
  question: "Where was the bell of Tarn cast?",
  // The one that the text states comes first.
  answers: ["Osmer", "the town of Osmer"],
};
const FERRY = {
  id: "ferry",
  text: "The last ferry to Brill leaves at\nquarter to nine.",
  question: "When does the last ferry to Brill leave?",
  answers: ["quarter to nine", "20:45"],
};

describe("fileNeedles", () => {
  it.each(["needles.yaml", "needles.json", "needles.csv"])("reads %s to the letter", (name) => {
    const { needles } = make(fixture(name), 0, { needles: 3 });
    expect([...needles].sort((a, b) => b.id.localeCompare(a.id))).toEqual([LAMP, FERRY, BELL]);
  });

  it("has the file's name, a version of its text, and the same needles for the same seed", () => {
    const source = fileNeedles(fixture("needles.yaml"));
    expect(source).toMatchObject({ name: "file:needles.yaml", file: fixture("needles.yaml") });
    expect(source.version).toMatch(/^[0-9a-f]{12}$/);
    const [a, b] = ["a: one", "a: two"].map((text) =>
      write("v.yaml", `- {text: ${text.slice(3)}., question: q, answers: ${text.slice(3)}}`),
    );
    expect(a).toBe(b);
    const two = fileNeedles(b as string).version;
    write("v.yaml", "- {text: one., question: q, answers: one}");
    expect(fileNeedles(b as string).version).not.toBe(two);
    for (let seed = 0; seed < 20; seed++)
      expect(make(fixture("needles.yaml"), seed)).toEqual(make(fixture("needles.yaml"), seed));
  });

  it("repeats no needle of a run before all had their turn, wherever the run begins", () => {
    const facts = Array.from({ length: 7 }, (_, i) => `q${i},Door ${i} hides gem${i}.,gem${i}`);
    const path = write("seven.csv", `question,text,answers\n${facts.join("\n")}\n`);
    const source = fileNeedles(path);
    const request = { distractors: 0, values: "word" as const };
    const take = (seed: number, needles: number): string[] =>
      source.make({ ...request, rng: createRng(seed), needles }).needles.map(({ id }) => id);
    const orders = new Set<string>();
    for (let run = 1; run <= 5; run++) {
      const ids = Array.from({ length: 21 }, (_, trial) => take(run * 1_000_000 + trial, 1)[0]);
      for (let from = 0; from <= 14; from++) expect(new Set(ids.slice(from, from + 7)).size).toBe(7);
      orders.add(ids.slice(0, 7).join());
    }
    expect(orders.size).toBeGreaterThan(3);
    const threes = Array.from({ length: 7 }, (_, trial) => take(1_000_000 + trial, 3));
    for (const ids of threes) expect(new Set(ids).size).toBe(3);
    for (const id of new Set(threes.flat()))
      expect(threes.flat().filter((other) => other === id)).toHaveLength(3);
  });

  it("gives a needle its own near-misses first, then other facts, and no more than there are", () => {
    const seed = Array.from({ length: 9 }, (_, i) => i).find(
      (i) => make(fixture("needles.yaml"), i).needles[0]?.id === "lamp",
    ) as number;
    const texts = (n: number): string[] =>
      make(fixture("needles.yaml"), seed, { distractors: n }).distractors.map(({ text }) => text);
    expect(texts(2)).toEqual([
      "The harbour lamp of Tessin burns for 0933 hours on one cask of oil.",
      "The harbour lamp of Corvel is painted grey.",
    ]);
    expect(texts(4).slice(2).sort()).toEqual([BELL.text, FERRY.text]);
    expect(make(fixture("needles.yaml"), seed, { distractors: 1 }).distractors[0]?.answers).toEqual(["0933"]);
    expect(refusal(() => texts(5))).toMatch(
      /^does-not-fit .*needles.yaml gives a needle 4 distractors, its own and other facts; asked for: 5$/,
    );
    expect(refusal(() => make(fixture("needles.yaml"), seed, { needles: 4 }))).toMatch(
      /^does-not-fit .*needles.yaml holds 3 needles; asked for: 4$/,
    );
    expect(refusal(() => make(fixture("needles.yaml"), seed, { form: "magic-key" }))).toMatch(
      /^usage task words its own facts; needles of a file are sentences: /,
    );
  });

  it("cuts a task's defaults down to what it has", () => {
    const source = fileNeedles(fixture("needles.yaml"));
    expect(source.fit?.({ distractors: 7, values: "word" })).toEqual({ distractors: 2, values: "word" });
    expect(source.fit?.({ needles: 5, distractors: 5 })).toEqual({ needles: 3, distractors: 0 });
    expect(source.fit?.({ counts: 8 })).toEqual({ counts: 8 });
  });
});

const SOUND = "- {id: a, text: A is red., question: What is A?, answers: red}\n";

describe("fileNeedles refuses, with file, line, field, rule and value,", () => {
  it.each<[string, string, string, string]>([
    [
      "an id twice",
      "a.yaml",
      `${SOUND}- {id: A, text: B is blue., question: And B?, answers: blue}`,
      'a.yaml:2: id; must be given once, it is in line 1: "A"',
    ],
    [
      "a question twice",
      "a.yaml",
      `${SOUND}\n- text: B is blue.\n  question: what is  a?\n  answers: blue`,
      'a.yaml:4: question; must be given once, it is in line 1: "what is  a?"',
    ],
    [
      "a question without an answer",
      "a.yaml",
      "- text: A is red.\n  question: What is A?",
      "a.yaml:1: answers; must be given: nothing",
    ],
    [
      "an empty answer",
      "a.yaml",
      '- text: A is red.\n  question: What is A?\n  answers: [red, ""]',
      'a.yaml:3: answers.1; must not be empty: ""',
    ],
    [
      "no answers in a list",
      "a.yaml",
      "- text: A is red.\n  question: What is A?\n  answers: []",
      "a.yaml:3: answers; must not be empty: []",
    ],
    [
      "an answer that is not in its text",
      "a.yaml",
      "- text: A is red.\n  question: What is A?\n  answers: blue",
      'a.yaml:3: answers; one of them must stand in the text: ["blue"]',
    ],
    [
      "an answer in another needle's text",
      "a.yaml",
      `${SOUND}- text: B is blue, not Red.\n  question: And B?\n  answers: blue`,
      'a.yaml:1: answers; must not stand in another needle\'s text, it is in that of line 2: "red"',
    ],
    [
      "a near-miss that hits",
      "a.yaml",
      "- text: A is red.\n  question: q\n  answers: red\n  distractors:\n    - B is blue.\n    - B is red.",
      'a.yaml:6: distractors.1; must not give the answer "red": "B is red."',
    ],
    [
      "a near-miss that answers alike",
      "a.yaml",
      "- text: A is red.\n  question: q\n  answers: red\n  distractors:\n    - {text: B is ruby., answers: Red}",
      'a.yaml:5: distractors.0; must not give the answer "red": "B is ruby."',
    ],
    [
      "an unknown field",
      "a.yaml",
      "- text: A is red.\n  question: q\n  answer: red",
      'a.yaml:3: answer; unknown field; one of id, text, question, answers, answerPrefix, subject, distractors: "answer"',
    ],
    [
      "a text that is a list",
      "a.yaml",
      "- text: [A is red.]\n  question: q\n  answers: red",
      'a.yaml:1: text; must be of type string: ["A is red."]',
    ],
    [
      "a record that is none",
      "a.yaml",
      "- A is red.",
      'a.yaml:1: record; must be of type object: "A is red."',
    ],
    ["no list", "a.yaml", "needles: none", "a.yaml:1: file; must be a list of needles: something else"],
    ["broken YAML", "a.yaml", "- text: A\n- 'b", "a.yaml:2: file; must be YAML: Missing closing 'quote"],
    [
      "YAML of aliases",
      "a.yaml",
      "- &a {text: A, question: q, answers: A}\n- *a",
      "a.yaml:1: file; must be YAML without aliases: Alias resolution is disabled",
    ],
    [
      "a key twice in a record",
      "a.yaml",
      "- text: A is red.\n  text: A is blue.\n  question: q\n  answers: red",
      "a.yaml:2: file; must be YAML: Map keys must be unique",
    ],
    ["broken JSON", "a.json", '[\n{"text": "A is red.",\n"question": q}]', "a.json:3: file; must be JSON: "],
    [
      "a JSON number",
      "a.json",
      '[\n{"text": "A is 7.",\n"question": "q",\n"answers": 7}]',
      "a.json:4: answers; must be of type string: 7",
    ],
    [
      "a bad line of JSON lines",
      "a.jsonl",
      '{"text":"A is 7.","question":"q","answers":["7"]}\n\n{"text":',
      'a.jsonl:3: line; must be JSON: {"text":',
    ],
    [
      "a line of JSON lines without answer",
      "a.jsonl",
      '\n{"text":"A is 7.","question":"q"}',
      "a.jsonl:2: answers; must be given: nothing",
    ],
    [
      "a CSV line that is too short",
      "a.csv",
      "text,question,answers\nA is red.,q\n",
      "a.csv:2: line; must be CSV: Invalid Record Length: expect 3, got 2 on line 2",
    ],
    [
      "a CSV quotation mark that is not closed",
      "a.csv",
      'text,question,answers\nA,q,r\n"B,s,t\n',
      "a.csv:3: line; must be CSV: Quote Not Closed",
    ],
    [
      "a CSV field that is empty",
      "a.csv",
      'text,question,answers\n"A\nis red.",q,red\n\n"B is\nblue.",r, \n',
      "a.csv:6: answers; must be given: nothing",
    ],
    [
      "a CSV field twice",
      "a.csv",
      "text,question,text\nA,q,r\n",
      "a.csv:1: line of names; must name a field once: text",
    ],
  ])("%s", (_, name, text, message) => {
    expect(refusal(() => fileNeedles(write(name, text)))).toContain(`input-file ${message}`);
  });

  it.each<[string, string, string | Buffer, string]>([
    [
      "Latin-1",
      "a.csv",
      Buffer.from("text,question,answers\nOne.,q,One\ncaf\xe9,r,caf\xe9\n", "latin1"),
      "needles a.csv; must be UTF-8: byte 0xe9 in line 3",
    ],
    [
      "UTF-16",
      "a.csv",
      Buffer.from("\ufefftext", "utf16le"),
      "needles a.csv; must be UTF-8: UTF-16 by its first two bytes",
    ],
    [
      "a set of none",
      "a.yaml",
      "needles: []",
      "needles a.yaml; must be a file with one needle or more: none",
    ],
    [
      "another ending",
      "a.txt",
      "A",
      "needles a.txt; must be a file that ends in .yaml, .yml, .json, .jsonl, .csv or one of them with .gz: a.txt",
    ],
  ])("%s", (_, name, text, message) => {
    expect(refusal(() => fileNeedles(write(name, text)))).toBe(`input-file ${message}`);
  });

  it("an answer in another needle's text, found as one look at every text would", () => {
    const word = fc.constantFrom("red", "a", "12", "\u6771", "red\u6771", "$5", "e\u0301", "\u05d0", "-");
    const phrase = fc.array(fc.tuple(word, fc.constantFrom(" ", "", "-")), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(phrase, phrase, (one, other) => {
        const answer = one.flat().join("").trim();
        const text = other.flat().join("").trim();
        const facts = [
          { text: `x ${answer}`, question: "q", answers: [answer] },
          { text: `zz ${text}`, question: "r", answers: ["zz"] },
        ];
        const path = write("pair.json", JSON.stringify(facts));
        if (standsIn(answer, `zz ${text}`)) expect(() => fileNeedles(path)).toThrow(/another needle's text/);
        else expect(() => fileNeedles(path)).not.toThrow();
      }),
      { seed: 41, numRuns: 400 },
    );
  });

  it("but not an answer that is a part of another word", () => {
    const path = write(
      "part.yaml",
      `${SOUND}- {text: Hundreds of 12s came in 1912., question: When?, answers: "1912"}`,
    );
    expect(fileNeedles(path).name).toBe("file:part.yaml");
  });
});
