// Preloaded, in threads too: notes in the file that MIDSPAN_HOSTS names every address that a socket is opened to or a
// name server is asked for, one a line, and lets none through but loopback.
import dgram from "node:dgram";
import dns from "node:dns";
import { appendFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";

const note = (what) => appendFileSync(process.env.MIDSPAN_HOSTS, `${what}\n`);
const isLoopback = (host) => ["127.0.0.1", "::1", "localhost"].includes(host);

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  // As net.connect hands it on (a list that was normalised already), or as one calls it.
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  const options = typeof first === "object" && first !== null ? first : { port: first, host: second };
  const host = options.path ?? options.host ?? "localhost";
  note(options.path === undefined ? `${host}:${options.port}` : `socket ${host}`);
  if (isLoopback(host)) return connect.apply(this, args);
  process.nextTick(() => this.destroy(Object.assign(new Error("no way out"), { code: "ECONNREFUSED" })));
  return this;
};

const refuse = (name, args) => {
  note(`name ${name}`);
  const done = args.at(-1);
  const error = Object.assign(new Error("no way out"), { code: "ENOTFOUND" });
  if (typeof done === "function") process.nextTick(() => done(error));
  return Promise.reject(error);
};
for (const place of [dns, dns.promises])
  for (const key of Object.keys(place))
    if (/^(?:lookup|resolve|reverse)/.test(key) && typeof place[key] === "function") {
      const own = place[key];
      place[key] = (name, ...rest) => (isLoopback(name) ? own(name, ...rest) : refuse(name, rest));
    }

dgram.createSocket = () => {
  note("datagram");
  throw new Error("no way out");
};
syncBuiltinESMExports();
