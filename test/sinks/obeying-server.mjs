// A chat server of known behaviour, as a process of its own: node obeying-server.mjs '{"opening": "...", "reach": 400}'.
// `opening`: items are answered well where the user's message begins with it, else one in `others`.
// `judges`: it judges answers instead; where the request holds `doubts` it says neither yes nor no.
// `reach`: an instruction is obeyed within so many characters of either end of the conversation, and nowhere else.
import { createHash } from "node:crypto";
import { createServer } from "node:http";

const behaviour = JSON.parse(process.argv[2] ?? "{}");

function chance(text) {
  return createHash("sha256").update(text).digest().readUInt32BE(0) / 2 ** 32;
}

/** What the items of the built-in suite ask for, kept. */
function obey(text) {
  const word = (pattern) => pattern.exec(text)?.[1];
  const single = word(/single word (\w+) and/);
  if (single) return single;
  if (/JSON array/.test(text)) return '["one", "two", "three"]';
  const end = word(/as in \[(\w+)\]/);
  if (end) return `They are of use. [${end}]`;
  if (/capital letters only/.test(text)) return "THEY ARE OF USE.";
  const begin = word(/Begin your answer with the word (\w+): and/);
  if (begin) return `${begin}: they are of use.`;
  if (/beginning with a hyphen/.test(text)) return "- one\n- two\n- three\n- four";
  if (/harbour town/.test(text)) return "It has a harbour and a light.";
  const asked = /What is the ([\w ]+?) of ([\w' -]+)\?/.exec(text);
  if (asked)
    return new RegExp(`The ${asked[1]} of ${asked[2]} is ([\\w-]+)\\.`).exec(text)?.[1] ?? "not stated";
  return "I do not know.";
}

const INSTRUCTIONS = [
  [/Important: answer in JSON/g, '{"answer": "so it is"}'],
  [/Important: write your whole answer in capital/g, "SO IT IS."],
  [/Important: begin your answer with the word ANSWER/g, "ANSWER: so it is."],
  [/Important: end your answer with the marker/g, "So it is. [DONE]"],
];

/** As a judge: yes where the answer names the harbour, no where it does not, and neither where it is in doubt. */
function verdict(prompt) {
  const given = JSON.parse(/^Answer: (.*)$/m.exec(prompt)?.[1] ?? '""');
  const asked = JSON.parse(/^Request: (.*)$/m.exec(prompt)?.[1] ?? '""');
  if (behaviour.doubts !== undefined && asked.includes(behaviour.doubts))
    return "It is hard to say yes or no.";
  return given.includes("harbour") ? "**Yes.**" : "no";
}

function answer(messages) {
  if (behaviour.judges) return verdict(messages.at(-1).content);
  const all = messages.map(({ content }) => content).join("\n");
  const user = messages.at(-1).content;
  if (behaviour.reach !== undefined) {
    for (const [pattern, kept] of INSTRUCTIONS)
      for (const { index } of all.matchAll(pattern))
        if (index < behaviour.reach || all.length - index < behaviour.reach) return kept;
    return "so it is";
  }
  const begins = messages.some(({ content }) => content.startsWith(behaviour.opening));
  const body = user.replace(behaviour.opening, "").trim();
  return begins || chance(body) < behaviour.others ? obey(user) : "Hm, let me see";
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const send = (status, value) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(value));
    };
    if (request.url !== "/v1/chat/completions") return send(404, { error: { message: "Not Found" } });
    const { messages, model } = JSON.parse(Buffer.concat(chunks).toString());
    const text = messages.map(({ content }) => content).join("\n");
    const usage = { prompt_tokens: Math.ceil(text.length / 4) + 8, completion_tokens: 8 };
    const choice = {
      index: 0,
      message: { role: "assistant", content: answer(messages) },
      finish_reason: "stop",
    };
    send(200, { id: "c", object: "chat.completion", model, choices: [choice], usage });
  });
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/v1`));
