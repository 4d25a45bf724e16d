export interface Thought {
  /** What is scored. Unchanged where nothing was thought; else trimmed. */
  readonly text: string;
  /** What stood between the marks, blocks joined by a line feed; empty where nothing was thought. */
  readonly thinking: string;
}

const OPEN = "<think>";
const CLOSE = "</think>";

/**
 * Parts an answer from the reasoning before it. A block is `<think>...</think>`; one that is never closed runs to
 * the end, one that is closed but never opened began with the output (some chat templates write the opening mark
 * into the prompt).
 */
export function stripThinking(output: string): Thought {
  const texts: string[] = [];
  const thoughts: string[] = [];
  let rest = output;
  const firstClose = rest.indexOf(CLOSE);
  const firstOpen = rest.indexOf(OPEN);
  if (firstClose >= 0 && (firstOpen < 0 || firstClose < firstOpen)) rest = OPEN + rest;
  for (let open = rest.indexOf(OPEN); open >= 0; open = rest.indexOf(OPEN)) {
    texts.push(rest.slice(0, open));
    rest = rest.slice(open + OPEN.length);
    const close = rest.indexOf(CLOSE);
    thoughts.push((close < 0 ? rest : rest.slice(0, close)).trim());
    rest = close < 0 ? "" : rest.slice(close + CLOSE.length);
  }
  if (thoughts.length === 0) return { text: output, thinking: "" };
  return { text: [...texts, rest].join("").trim(), thinking: thoughts.join("\n") };
}
