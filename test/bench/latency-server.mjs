// A server that answers every chat completion after a fixed time; a process of its own, so that it takes no time
// from who is measured. Prints its port; ends when its parent does.
import { createServer } from "node:http";

const latencyMs = Number(process.argv[2]);
const choice = {
  index: 0,
  message: { role: "assistant", content: "The text does not say." },
  finish_reason: "stop",
};
const answer = JSON.stringify({
  id: "1",
  object: "chat.completion",
  created: 0,
  model: "bench",
  choices: [choice],
  usage: { prompt_tokens: 500, completion_tokens: 6, total_tokens: 506 },
});
const server = createServer((request, response) => {
  const arrived = performance.now();
  request.resume().on("end", () => {
    setTimeout(
      () => {
        response.writeHead(200, { "content-type": "application/json", "content-length": answer.length });
        response.end(answer);
      },
      latencyMs - (performance.now() - arrived),
    );
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.on("disconnect", () => process.exit());
