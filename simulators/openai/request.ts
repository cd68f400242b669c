// Checks a request of the Responses API the way the service does for what is simulated here: text in, strict JSON out.
import { fields } from '../fields.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

export type ModelCall = {
  readonly model: string;
  readonly instructions: string;
  readonly maxOutputTokens: number | null;
  /** The texts of the input items, in order. */
  readonly texts: readonly string[];
  /** The same, parsed where they are JSON. */
  readonly data: readonly unknown[];
  readonly format: { readonly name: string; readonly schema: JsonSchema };
};

export function readRequest(body: Record<string, unknown>): ModelCall | { problem: string } {
  const { model, instructions, input, text, max_output_tokens: maxOutputTokens, safety_identifier: safetyIdentifier } = body;
  if (typeof model !== 'string' || model === '') return { problem: "Missing required parameter: 'model'." };
  if (instructions !== undefined && typeof instructions !== 'string') return { problem: "Invalid type for 'instructions'." };
  if (!Array.isArray(input) || input.length === 0) return { problem: "Invalid type for 'input': a list of items is simulated here." };
  if (maxOutputTokens !== undefined && (typeof maxOutputTokens !== 'number' || maxOutputTokens < 16)) return { problem: "Invalid 'max_output_tokens': at least 16." };
  if (safetyIdentifier !== undefined && (typeof safetyIdentifier !== 'string' || safetyIdentifier.length > 64)) return { problem: "Invalid 'safety_identifier': a string of at most 64 characters." };
  const texts = input.map(textOfItem);
  if (texts.includes(null)) return { problem: "Invalid 'input': items with a role and text content are simulated here." };
  const format = fields(fields(text).format);
  if (format.type !== 'json_schema' || format.strict !== true) return { problem: "Invalid 'text.format': only strict json_schema is simulated here." };
  if (typeof format.name !== 'string' || !/^[\w-]{1,64}$/.test(format.name)) return { problem: "Invalid 'text.format.name'." };
  const schema = fields(format.schema);
  const problem = schema.type === 'object' ? strictProblem(schema, '()') : "schema must be of type 'object' at its root";
  if (problem !== null) return { problem: `Invalid schema for response_format '${format.name}': ${problem}` };
  const known = texts.filter((one) => one !== null);
  return { model, instructions: instructions ?? '', maxOutputTokens: maxOutputTokens ?? null, texts: known, data: known.map(parsed), format: { name: format.name, schema } };
}

function textOfItem(item: unknown): string | null {
  const { role, content } = fields(item);
  if (role !== 'user' && role !== 'developer' && role !== 'system' && role !== 'assistant') return null;
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return null;
  const parts = content.map((part) => fields(part)).map(({ type, text }) => (type === 'input_text' && typeof text === 'string' ? text : null));
  return parts.includes(null) ? null : parts.join('');
}

/** What a value may be: the members of `anyOf`, or one for each of several types. */
export function alternatives(schema: JsonSchema): JsonSchema[] {
  if (Array.isArray(schema.anyOf)) return schema.anyOf.map((one) => fields(one));
  return Array.isArray(schema.type) ? schema.type.map((type) => ({ ...schema, type })) : [schema];
}

/** Strict mode: every member required, none besides, and only what the service supports. */
function strictProblem(value: unknown, at: string): string | null {
  const schema = fields(value);
  if (Array.isArray(schema.anyOf)) return alternatives(schema).map((one, index) => strictProblem(one, `${at}.anyOf.${index}`)).find((problem) => problem !== null) ?? null;
  for (const keyword of ['oneOf', 'allOf', 'not', 'patternProperties', 'default']) if (keyword in schema) return `In context=${at}, '${keyword}' is not permitted.`;
  if (Array.isArray(schema.type)) return alternatives(schema).map((one) => strictProblem(one, at)).find((problem) => problem !== null) ?? null;
  switch (schema.type) {
    case 'object': {
      const properties = fields(schema.properties);
      const names = Object.keys(properties);
      const required = Array.isArray(schema.required) ? schema.required : [];
      if (schema.additionalProperties !== false) return `In context=${at}, 'additionalProperties' is required to be supplied and to be false.`;
      const missing = names.find((name) => !required.includes(name));
      if (missing !== undefined) return `In context=${at}, 'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`;
      return names.map((name) => strictProblem(properties[name], `${at}.${name}`)).find((problem) => problem !== null) ?? null;
    }
    case 'array': return strictProblem(schema.items, `${at}.items`);
    case 'string': case 'number': case 'integer': case 'boolean': case 'null': return null;
    default: return `In context=${at}, schema must have a 'type' key.`;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
