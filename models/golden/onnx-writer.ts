/**
 * Writes small ONNX files: just enough of the protobuf wire format (https://protobuf.dev/programming-guides/encoding/) and of
 * onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto) for a graph of floats. Field numbers are onnx.proto's.
 */

/** As in the shipped files: 17 is the newest whose every operator runs on WebGPU in onnxruntime-web 1.30. */
const OPSET = 17;
/** The IR version that came with it. */
const IR_VERSION = 8;
const FLOAT = 1;

type Attribute = number | readonly number[] | string;

export interface GraphNode {
  readonly op: string;
  /** Empty names stand for inputs left out. */
  readonly inputs: readonly string[];
  readonly output: string;
  /** Whole numbers, lists of them, or text. */
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

export interface FloatTensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

export interface Graph {
  readonly name: string;
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly outputs: Readonly<Record<string, readonly number[]>>;
  readonly weights: Readonly<Record<string, FloatTensor>>;
  readonly nodes: readonly GraphNode[];
}

/** @returns the bytes of an ONNX file, ready for a runtime. @throws RangeError where a weight's data and dims disagree. */
export function writeOnnx(graph: Graph): Uint8Array {
  return concat([
    varintField(1, IR_VERSION),
    textField(2, 'sightline models/golden'),
    bytesField(7, graphBytes(graph)),
    bytesField(8, varintField(2, OPSET)),
  ]);
}

function graphBytes({ name, inputs, outputs, weights, nodes }: Graph): Uint8Array {
  return concat([
    ...nodes.map((node) => bytesField(1, nodeBytes(node))),
    textField(2, name),
    ...Object.entries(weights).map(([weight, tensor]) => bytesField(5, tensorBytes(weight, tensor))),
    ...Object.entries(inputs).map(([input, dims]) => bytesField(11, valueBytes(input, dims))),
    ...Object.entries(outputs).map(([output, dims]) => bytesField(12, valueBytes(output, dims))),
  ]);
}

function nodeBytes({ op, inputs, output, attributes = {} }: GraphNode): Uint8Array {
  return concat([
    ...inputs.map((input) => textField(1, input)),
    textField(2, output),
    textField(4, op),
    ...Object.entries(attributes).map(([name, value]) => bytesField(5, attributeBytes(name, value))),
  ]);
}

/** AttributeProto.type: INT 2, STRING 3, INTS 7. */
function attributeBytes(name: string, value: Attribute): Uint8Array {
  const named = textField(1, name);
  if (typeof value === 'number') return concat([named, varintField(3, value), varintField(20, 2)]);
  if (typeof value === 'string') return concat([named, textField(4, value), varintField(20, 3)]);
  return concat([named, ...value.map((one) => varintField(8, one)), varintField(20, 7)]);
}

function tensorBytes(name: string, { dims, data }: FloatTensor): Uint8Array {
  if (dims.reduce((a, b) => a * b, 1) !== data.length)
    throw new RangeError(`weight '${name}' has ${data.length} values for the shape ${dims.join('×')}`);
  const raw = new DataView(new ArrayBuffer(data.length * 4));
  data.forEach((value, i) => raw.setFloat32(i * 4, value, true));
  return concat([
    ...dims.map((dim) => varintField(1, dim)),
    varintField(2, FLOAT),
    textField(8, name),
    bytesField(9, new Uint8Array(raw.buffer)),
  ]);
}

function valueBytes(name: string, dims: readonly number[]): Uint8Array {
  const shape = concat(dims.map((dim) => bytesField(1, varintField(1, dim))));
  const tensor = concat([varintField(1, FLOAT), bytesField(2, shape)]);
  return concat([textField(1, name), bytesField(2, bytesField(1, tensor))]);
}

/** Wire types: 0 is a varint, 2 is bytes with their length before them. */
function varintField(field: number, value: number): Uint8Array {
  return concat([varint(field * 8), varint(value)]);
}

function bytesField(field: number, bytes: Uint8Array): Uint8Array {
  return concat([varint(field * 8 + 2), varint(bytes.length), bytes]);
}

/** Names are ASCII. */
function textField(field: number, text: string): Uint8Array {
  return bytesField(
    field,
    Uint8Array.from(text, (character) => character.charCodeAt(0)),
  );
}

/** Seven bits a byte, lowest first, the eighth says that more follow. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest % 128) | 128);
  }
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
