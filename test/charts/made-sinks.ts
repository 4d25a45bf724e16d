import type { Finding, Row } from "../../src/findings.ts";

const HEADS = [0, 1, 2, 3];
const LAYERS = [0, 1, 2];
const CHANCE = 0.074;

/** Findings of looks into models, as the sinks room writes them, from made numbers. */
export function madeSinkFindings(models: readonly string[]): readonly Finding[] {
  return [
    finding("attention-sink", models.flatMap(headRows)),
    finding("sink-position", models.flatMap(positionRows)),
    finding("gold-and-sink", models.flatMap(goldRows)),
    finding("stream-loss", models.flatMap(streamRows)),
    finding("attention-pattern", models.slice(0, 1).flatMap(patternRows)),
  ];
}

function headRows(model: string): readonly Row[] {
  const chance = row({ model }, "chance", CHANCE, 0);
  const heads = LAYERS.flatMap((layer) =>
    HEADS.flatMap((head) => {
      const value = 0.02 + 0.08 * layer * (1 + head);
      return [
        row({ model, layer, head }, "importance of the first token", value, 0),
        row({ model, layer, head }, "importance above chance", value - CHANCE, 0.03),
      ];
    }),
  );
  return [chance, ...heads];
}

function positionRows(model: string): readonly Row[] {
  return Array.from({ length: 32 }, (_, position) => {
    const chance = Array.from({ length: 64 - position }, (_, i) => 1 / (i + position + 1));
    const mean = chance.reduce((sum, one) => sum + one, 0) / chance.length;
    const group = { model, position };
    return [
      row(group, "importance", position === 0 ? 0.3 : mean * 0.8, 0),
      row(group, "importance in the strongest head", position === 0 ? 0.7 : mean * 1.5, 0),
      row(group, "chance", mean, 0),
    ];
  }).flat();
}

function goldRows(model: string): readonly Row[] {
  return [0, 0.25, 0.5, 0.75, 1].flatMap((depth) => {
    const group = { model, length: 512, depth };
    return [
      row(group, "attention to the gold", 0.05 + 0.1 * depth, 0.02),
      row(group, "attention to the first token", 0.4 - 0.1 * depth, 0.03),
      row(group, "attention to the gold in the head that gives it most", 0.3 + 0.2 * depth, 0.04),
    ];
  });
}

function streamRows(model: string): readonly Row[] {
  return ["dense", "window:256", "sinks:4+252", "h2o:256"].flatMap((cache, i) =>
    [64, 128, 256, 512, 1024].map((tokens) => {
      const broken = cache.startsWith("window") && tokens > 256 ? 2 : 0;
      return row({ model, cache, tokens }, "loss", 3 - Math.log10(tokens) / 2 + broken + 0.05 * i, 0.1);
    }),
  );
}

function patternRows(model: string): readonly Row[] {
  return LAYERS.slice(0, 2).flatMap((layer) =>
    HEADS.slice(0, 2).flatMap((head) =>
      Array.from({ length: 12 }, (_, query) => [
        row({ model, layer, head, query, key: 0, opening: "The harbour log" }, "attention", 0.6, 0),
        row({ model, layer, head, query, key: query, opening: "The harbour log" }, "attention", 0.4, 0),
      ]).flat(),
    ),
  );
}

function row(group: Row["group"], name: string, value: number, half: number): Row {
  const estimate = { value, low: value - half, high: value + half, n: 40, method: "made" };
  return { group, name, estimate, unscored: 0 };
}

function finding(name: string, rows: readonly Row[]): Finding {
  return { name, question: `${name}?`, rows, cautions: [] };
}
