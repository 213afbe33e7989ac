/** The part of JSON Schema (2020-12) that the run file's schema uses: what foreign data may be taken as it claims to be. Pure. */

export interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}

/**
 * @returns a copy with the fields that the schema names and no others
 * @throws SchemaError that says where the first fault is, in words without the foreign value.
 */
export function checked(value: unknown, schema: Schema, root: Schema = schema, path = 'the file'): unknown {
  const { $ref, anyOf } = schema;
  if ($ref !== undefined) return checked(value, definition(root, $ref), root, path);
  if (anyOf) return checkedAny(value, anyOf, root, path);
  if ('const' in schema && value !== schema.const)
    throw new SchemaError(`${path} is not ${JSON.stringify(schema.const)}`);
  if (schema.enum && !schema.enum.includes(value))
    throw new SchemaError(`${path} is none of ${schema.enum.map((one) => JSON.stringify(one)).join(', ')}`);
  switch (schema.type) {
    case undefined:
      return value;
    case 'null':
      if (value !== null) throw new SchemaError(`${path} is not null`);
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') throw new SchemaError(`${path} is not true or false`);
      return value;
    case 'string':
      return checkedText(value, schema, path);
    case 'number':
    case 'integer':
      return checkedNumber(value, schema, path);
    case 'array':
      return checkedList(value, schema, root, path);
    case 'object':
      return checkedObject(value, schema, root, path);
    default:
      throw new RangeError(`the schema's type '${schema.type}' is not known here`);
  }
}

function definition(root: Schema, ref: string): Schema {
  const found = root.$defs?.[ref.replace('#/$defs/', '')];
  if (!found) throw new RangeError(`the schema has no ${ref}`);
  return found;
}

/** The fault told is that of the first form, which is the rich one; the others are `null`, or have another `kind`. */
function checkedAny(value: unknown, forms: readonly Schema[], root: Schema, path: string): unknown {
  let first: unknown;
  for (const form of forms) {
    try {
      return checked(value, form, root, path);
    } catch (error) {
      if (!(error instanceof SchemaError)) throw error;
      first ??= error;
    }
  }
  throw first;
}

function checkedText(value: unknown, { maxLength = Infinity, pattern }: Schema, path: string): string {
  if (typeof value !== 'string') throw new SchemaError(`${path} is not text`);
  if (value.length > maxLength) throw new SchemaError(`${path} is longer than ${maxLength} characters`);
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(value))
    throw new SchemaError(`${path} is not of the form ${pattern}`);
  return value;
}

function checkedNumber(
  value: unknown,
  { type, minimum = -Infinity, maximum = Infinity }: Schema,
  path: string,
): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new SchemaError(`${path} is not a number`);
  if (type === 'integer' && !Number.isInteger(value)) throw new SchemaError(`${path} is not a whole number`);
  if (value < minimum || value > maximum) throw new SchemaError(`${path} is not from ${minimum} to ${maximum}`);
  return value;
}

function checkedList(value: unknown, schema: Schema, root: Schema, path: string): unknown[] {
  const { items = {}, minItems = 0, maxItems = Infinity } = schema;
  if (!Array.isArray(value)) throw new SchemaError(`${path} is not a list`);
  if (value.length < minItems || value.length > maxItems)
    throw new SchemaError(`${path} has ${value.length} entries, not ${minItems} to ${maxItems}`);
  return value.map((one: unknown, i) => checked(one, items, root, `${path}[${i}]`));
}

function checkedObject(value: unknown, schema: Schema, root: Schema, path: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new SchemaError(`${path} is not an object`);
  const { properties = {}, required = [] } = schema;
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) throw new SchemaError(`${path} has no '${missing}'`);
  const given = value as Record<string, unknown>;
  const at = (name: string): string => (path === 'the file' ? name : `${path}.${name}`);
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => Object.hasOwn(given, name))
      .map(([name, own]) => [name, checked(given[name], own, root, at(name))]),
  );
}
