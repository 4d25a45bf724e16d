import { assertThat, MidspanError } from "../errors.ts";
import type { Chart } from "../findings.ts";
import { textWidth } from "./text-width.ts";
import { tidySvg } from "./tidy-svg.ts";

/**
 * Draws a chart as SVG text. Equal charts give equal bytes, whatever was drawn before.
 * Vega is loaded on the first call: it costs a fifth of a second that most commands need not pay.
 * Throws `internal` where Vega finds fault with the specification, or where it would load something.
 */
export async function renderSvg(chart: Chart): Promise<string> {
  const [{ compile }, vega] = await Promise.all([import("vega-lite"), import("vega")]);
  // Exported, replaceable, but absent from Vega's types.
  const { textMetrics } = vega as unknown as {
    textMetrics: { width: (item: TextItem, text: unknown) => number };
  };
  textMetrics.width = (item, text) =>
    textWidth(String(text ?? item.text ?? ""), item.fontSize ?? 11, item.fontWeight === "bold");
  assertThat(
    !JSON.stringify(chart.spec).includes('"url":'),
    "internal",
    () => `chart ${chart.name}; data must be inline: it names a url`,
  );
  try {
    const { spec } = compile(chart.spec as never, { logger });
    const view = new vega.View(vega.parse(spec), { renderer: "none", logger });
    vega.resetSVGDefIds();
    const svg = await view.toSVG();
    view.finalize();
    return tidySvg(svg, chart.name);
  } catch (cause) {
    if (cause instanceof MidspanError) throw cause;
    const message = `chart ${chart.name}; the specification must be sound: ${cause}`;
    throw new MidspanError("internal", message, { cause });
  }
}

interface TextItem {
  readonly text?: unknown;
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}

/** Errors stop the drawing; warnings (an empty panel, say) concern the reader of no picture. */
const logger = {
  level: setLevel,
  error: (...words: readonly unknown[]): never => {
    throw new Error(words.join(" "));
  },
  warn: () => logger,
  info: () => logger,
  debug: () => logger,
};

function setLevel(): number;
function setLevel(value: number): typeof logger;
function setLevel(value?: number): number | typeof logger {
  return value === undefined ? 0 : logger;
}
