/** The data of each server-sent event (WHATWG HTML, section 9.2.6), comments and other fields left out. */
export async function* serverEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  let data: string[] = [];
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const field = /^data:(?: ?)(.*)$/s.exec(line);
      if (field !== null) data.push(field[1] as string);
      if (line === "" && data.length > 0) {
        yield data.join("\n");
        data = [];
      }
    }
  }
  // A last event without its blank line: some servers close the connection right behind it.
  const last = /^data:(?: ?)(.*)$/s.exec(rest.trimEnd());
  if (last !== null) data.push(last[1] as string);
  if (data.length > 0) yield data.join("\n");
}
