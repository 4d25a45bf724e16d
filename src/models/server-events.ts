/** Reads server-sent events as their text comes in. */
export interface EventReader {
  /** The data of each event that ends in this piece. */
  take(text: string): readonly string[];
  /** That of a last event without its blank line: some servers close the connection right behind it. */
  end(): readonly string[];
}

/** The data of each server-sent event (WHATWG HTML, section 9.2.6), comments and other fields left out. */
export function readEvents(): EventReader {
  let rest = "";
  /** A carriage return at the end of a piece, whose line feed may stand in the next. */
  let half = "";
  let data: string[] = [];
  const read = (lines: readonly string[]): readonly string[] => {
    const events: string[] = [];
    for (const line of lines) {
      if (line.startsWith("data:")) data.push(line.slice(line[5] === " " ? 6 : 5));
      if (line !== "" || data.length === 0) continue;
      events.push(data.join("\n"));
      data = [];
    }
    return events;
  };
  return {
    take: (text) => {
      const whole = half + text;
      half = whole.endsWith("\r") ? "\r" : "";
      // A line that goes on is looked through once, however many pieces it comes in.
      const lines = whole.slice(0, whole.length - half.length).split(/\r\n|\n|\r/);
      lines[0] = rest + lines[0];
      rest = lines.pop() ?? "";
      return read(lines);
    },
    end: () => read([rest.trimEnd(), ""]),
  };
}
