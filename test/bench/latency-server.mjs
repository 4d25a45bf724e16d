// A server that answers every chat completion after a fixed time, by a stream where one is asked for; a process of its
// own, so that it takes no time from who is measured. Prints its port; ends when its parent does.
import { createServer } from "node:http";

const latencyMs = Number(process.argv[2]);
const WORDS = "The text does not say.";

/** Four characters a token, so that a client which holds the count against its prompt finds it whole. */
const usageOf = (length) => {
  const tokens = Math.ceil(length / 4);
  return { prompt_tokens: tokens, completion_tokens: 6, total_tokens: tokens + 6 };
};
const common = { id: "1", created: 0, model: "bench" };

function whole(length) {
  const message = { role: "assistant", content: WORDS };
  const choices = [{ index: 0, message, finish_reason: "stop" }];
  return JSON.stringify({ ...common, object: "chat.completion", choices, usage: usageOf(length) });
}

function streamed(length) {
  const event = (value) =>
    `data: ${JSON.stringify({ ...common, object: "chat.completion.chunk", ...value })}\n\n`;
  const part = (delta, finish_reason = null) => event({ choices: [{ index: 0, delta, finish_reason }] });
  const words = WORDS.split(/(?= )/).map((content) => part({ content }));
  const usage = event({ choices: [], usage: usageOf(length) });
  return [
    part({ role: "assistant", content: "" }),
    ...words,
    part({}, "stop"),
    usage,
    "data: [DONE]\n\n",
  ].join("");
}

const server = createServer((request, response) => {
  const arrived = performance.now();
  const chunks = [];
  request
    .on("data", (chunk) => chunks.push(chunk))
    .on("end", () => {
      if (request.method === "GET") return response.writeHead(404).end("{}");
      const body = Buffer.concat(chunks);
      const stream = body.includes('"stream":true');
      const answer = stream ? streamed(body.length) : whole(body.length);
      const type = stream ? "text/event-stream" : "application/json";
      setTimeout(
        () => response.writeHead(200, { "content-type": type }).end(answer),
        latencyMs - (performance.now() - arrived),
      );
    });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.on("disconnect", () => process.exit());
