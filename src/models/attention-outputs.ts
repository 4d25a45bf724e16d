import { MidspanError } from "../errors.ts";
import {
  type Field,
  fieldsOf,
  header,
  joined,
  lengthDelimited,
  numberField,
  textField,
} from "./wire-format.ts";

/** A graph that gives its attention weights away too. */
export interface WithAttention {
  readonly bytes: Uint8Array;
  /** Outputs with the weights of each layer, [batch, heads, queries, keys], in the order of the layers. */
  readonly outputs: readonly string[];
}

/** Where a layer's attention is computed; the output is one that the graph has or one that it can be told to give. */
interface Source {
  readonly node: Node;
  readonly kind: "softmax" | "fused" | "attention";
}

interface Node {
  readonly field: Field;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly op: string;
}

/** Names as transformers.js collects them. */
const PREFIX = "decoder_attentions";
/** Of ModelProto, GraphProto, NodeProto and AttributeProto (onnx.proto3). */
const MODEL_GRAPH = 7;
const GRAPH = { node: 1, output: 12 } as const;
const NODE = { input: 1, output: 2, op: 4, attribute: 5 } as const;
const ATTRIBUTE = { name: 1, i: 3, type: 20 } as const;
const INT = 2;
/** After softmax: com.microsoft.GroupQueryAttention's `qk_output`, ai.onnx.Attention's `qk_matmul_output_mode`. */
const FUSED = {
  fused: { attribute: "qk_output", value: 2 },
  attention: { attribute: "qk_matmul_output_mode", value: 3 },
} as const;
const FUSED_OUTPUT = 3;

/**
 * Adds an output with the attention weights of every layer to the bytes of an ONNX model: an Identity behind each
 * Softmax that is multiplied with values, or the attribute with which a fused operator gives them away. Nothing else
 * is touched. Throws `model-unavailable` where no such operator is there, `input-file` where it is no ONNX model.
 */
export function withAttentionOutputs(model: Uint8Array): WithAttention {
  const graphs = [...fieldsOf(model)].filter(({ number }) => number === MODEL_GRAPH);
  if (graphs.length === 0)
    throw new MidspanError("input-file", `not an ONNX model; a graph in it: ${model.length} bytes`);
  const nodes = graphs.flatMap((graph) =>
    [...fieldsOf(model, graph.content, graph.end)]
      .filter(({ number }) => number === GRAPH.node)
      .map((field) => nodeAt(model, field)),
  );
  const sources = sourcesOf(nodes);
  if (sources.length === 0) throw without(nodes);
  const outputs = sources.map((_, layer) => `${PREFIX}.${layer}`);
  const changed = new Map<number, Uint8Array>();
  const added: Uint8Array[] = [];
  sources.forEach(({ node, kind }, layer) => {
    const name = outputs[layer] as string;
    if (kind === "softmax")
      added.push(
        lengthDelimited(
          GRAPH.node,
          textField(NODE.input, node.outputs[0] as string),
          textField(NODE.output, name),
          textField(NODE.op, "Identity"),
        ),
      );
    else changed.set(node.field.start, givingAway(model, node, name, FUSED[kind]));
    added.push(lengthDelimited(GRAPH.output, textField(1, name)));
  });
  const graph = graphs.flatMap(({ content, end }) => replaced(model, content, end, changed));
  const size = [...graph, ...added].reduce((sum, part) => sum + part.length, 0);
  const rest = replaced(model, 0, model.length, new Map(graphs.map(({ start }) => [start, EMPTY])));
  return { bytes: joined([...rest, header(MODEL_GRAPH, size), ...graph, ...added]), outputs };
}

const EMPTY = new Uint8Array();

function nodeAt(model: Uint8Array, field: Field): Node {
  const [inputs, outputs]: [string[], string[]] = [[], []];
  let op = "";
  for (const part of fieldsOf(model, field.content, field.end)) {
    const text = (): string => new TextDecoder().decode(model.subarray(part.content, part.end));
    if (part.number === NODE.input) inputs.push(text());
    if (part.number === NODE.output) outputs.push(text());
    if (part.number === NODE.op) op = text();
  }
  return { field, inputs, outputs, op };
}

/** In the order of the graph, which is sorted by what needs what: the order of the layers. */
function sourcesOf(nodes: readonly Node[]): readonly Source[] {
  const readers = new Map<string, Node[]>();
  for (const node of nodes)
    for (const input of node.inputs) readers.set(input, [...(readers.get(input) ?? []), node]);
  return nodes.flatMap((node): Source[] => {
    if (node.op === "GroupQueryAttention") return [{ node, kind: "fused" }];
    if (node.op === "Attention") return [{ node, kind: "attention" }];
    return node.op === "Softmax" && meetsValues(node, readers, STEPS) ? [{ node, kind: "softmax" }] : [];
  });
}

/** Operators that may stand between the softmax and the product with the values: a cast, a dropped column. */
const STEPS = 4;
const BETWEEN = new Set(["Cast", "Slice", "Dropout", "Identity", "Where", "Gather", "Reshape", "Transpose"]);

/** A softmax over experts or words is not multiplied with anything. */
function meetsValues(node: Node, readers: ReadonlyMap<string, readonly Node[]>, steps: number): boolean {
  const next = readers.get(node.outputs[0] ?? "") ?? [];
  return next.some(
    (reader) =>
      reader.op === "MatMul" ||
      reader.op === "Einsum" ||
      (steps > 0 && BETWEEN.has(reader.op) && meetsValues(reader, readers, steps - 1)),
  );
}

/** The node with one more output and the attribute that fills it. */
function givingAway(
  model: Uint8Array,
  { field, outputs }: Node,
  name: string,
  { attribute, value }: { readonly attribute: string; readonly value: number },
): Uint8Array {
  const kept = [...fieldsOf(model, field.content, field.end)].filter(
    (part) =>
      part.number !== NODE.output && !(part.number === NODE.attribute && nameOf(model, part) === attribute),
  );
  const names = Array.from({ length: FUSED_OUTPUT }, (_, i) => outputs[i] ?? "");
  return lengthDelimited(
    GRAPH.node,
    ...kept.map(({ start, end }) => model.subarray(start, end)),
    ...[...names, name].map((output) => textField(NODE.output, output)),
    lengthDelimited(
      NODE.attribute,
      textField(ATTRIBUTE.name, attribute),
      numberField(ATTRIBUTE.i, value),
      numberField(ATTRIBUTE.type, INT),
    ),
  );
}

function nameOf(model: Uint8Array, attribute: Field): string | undefined {
  for (const part of fieldsOf(model, attribute.content, attribute.end))
    if (part.number === ATTRIBUTE.name)
      return new TextDecoder().decode(model.subarray(part.content, part.end));
  return undefined;
}

/** The bytes of [start, end) in pieces, with the fields that begin at a key replaced. */
function replaced(
  model: Uint8Array,
  start: number,
  end: number,
  changed: ReadonlyMap<number, Uint8Array>,
): Uint8Array[] {
  const out: Uint8Array[] = [];
  let from = start;
  for (const field of fieldsOf(model, start, end)) {
    const other = changed.get(field.start);
    if (other === undefined) continue;
    out.push(model.subarray(from, field.start), other);
    from = field.end;
  }
  out.push(model.subarray(from, end));
  return out;
}

function without(nodes: readonly Node[]): MidspanError {
  const ops = new Set(nodes.map(({ op }) => op));
  const close = ["MultiHeadAttention", "If", "Loop", "Softmax"].filter((op) => ops.has(op));
  return new MidspanError(
    "model-unavailable",
    `the graph has no attention that can be read; a Softmax that is multiplied with values, GroupQueryAttention or Attention: ${close.length > 0 ? close.join(", ") : `${nodes.length} other nodes`}`,
    { cure: "export the model with eager attention (text-generation-with-past, not merged)" },
  );
}
