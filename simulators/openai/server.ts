// A simulated OpenAI: the Responses API on a real socket, with a ledger, faults to switch on, and answers that a caller can script.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { fields } from '../fields.ts';
import { keywordAnswer } from './keyword-answer.ts';
import { readRequest, type ModelCall } from './request.ts';

export const modelFaultModes = [
  /** Takes the request and never answers. */
  'timeout',
  /** Answers with the headers and half a body, and then nothing more. */
  'stall',
  'disconnect', 'refusal', 'truncation', 'failed', 'no_output',
  /** The model's text is not JSON. */
  'bad_json',
  /** The whole answer is not JSON. */
  'bad_body',
  /** JSON, but not of the form that was asked for. */
  'schema_violation',
  'rate_limit', 'error_500', 'bad_key',
] as const;
export type ModelFaultMode = (typeof modelFaultModes)[number];

export type ModelAnswerer = (call: ModelCall) => unknown;
export type ModelLedgerEntry = { readonly at: string; readonly status: number | null; readonly fault: ModelFaultMode | null; readonly problem: string | null; readonly authorization: string; readonly call: ModelCall | null; readonly body: Record<string, unknown>; readonly retry: string };

export type OpenAiSimulatorOptions = {
  /** 0 takes any free port. */
  readonly port?: number;
  /** Without it any key is taken. */
  readonly apiKey?: string;
  readonly answer?: ModelAnswerer;
  readonly retryAfterSeconds?: number;
};

export type OpenAiSimulator = Awaited<ReturnType<typeof startOpenAiSimulator>>;

export async function startOpenAiSimulator({ port = 0, apiKey, answer: first = keywordAnswer, retryAfterSeconds = 20 }: OpenAiSimulatorOptions = {}) {
  let answer = first;
  let armed: { mode: ModelFaultMode; remaining: number }[] = [];
  const ledger: ModelLedgerEntry[] = [];

  const server = createServer((request, response) => {
    collect(request).then((text) => { serve(request, response, text); }, () => { response.destroy(); });
  });

  function serve(request: IncomingMessage, response: ServerResponse, text: string): void {
    const authorization = request.headers.authorization ?? '';
    const body = parse(text);
    const note = (status: number | null, more: Partial<ModelLedgerEntry> = {}) => {
      ledger.push({ at: new Date().toISOString(), status, fault: null, problem: null, authorization, call: null, body, retry: String(request.headers['x-stainless-retry-count'] ?? ''), ...more });
    };
    const refuse = (status: number, message: string, code: string, more: Partial<ModelLedgerEntry> = {}, headers: Record<string, string> = {}) => {
      note(status, { problem: message, ...more });
      send(response, status, { error: { message, type: status === 429 ? 'requests' : status >= 500 ? 'server_error' : 'invalid_request_error', param: null, code } }, headers);
    };

    if (request.method !== 'POST' || request.url !== '/v1/responses') return refuse(404, 'Unknown request URL', 'unknown_url');
    if (!/^Bearer \S+$/.test(authorization) || (apiKey !== undefined && authorization !== `Bearer ${apiKey}`)) return refuse(401, 'Incorrect API key provided', 'invalid_api_key');
    const call = readRequest(body);
    if ('problem' in call) return refuse(400, call.problem, 'invalid_value');

    const fault = strike();
    switch (fault) {
      case 'timeout': note(null, { fault, call }); return;
      case 'stall':
        note(200, { fault, call });
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"id":"resp_');
        return;
      case 'disconnect': note(null, { fault, call }); response.destroy(); return;
      case 'rate_limit': return refuse(429, 'Rate limit reached', 'rate_limit_exceeded', { fault, call }, { 'retry-after': String(retryAfterSeconds) });
      case 'error_500': return refuse(500, 'The server had an error', 'server_error', { fault, call });
      case 'bad_key': return refuse(401, 'Incorrect API key provided', 'invalid_api_key', { fault, call });
      case 'bad_body':
        note(200, { fault, call });
        response.writeHead(200, { 'content-type': 'application/json' }).end('<html>gateway</html>');
        return;
      case 'refusal': case 'truncation': case 'failed': case 'no_output': case 'bad_json': case 'schema_violation': case null:
        note(200, { fault, call });
        send(response, 200, responseOf(call, fault, () => answer(call), text.length));
    }
  }

  function strike(): ModelFaultMode | null {
    const [next] = armed;
    if (next === undefined) return null;
    next.remaining -= 1;
    if (next.remaining <= 0) armed = armed.slice(1);
    return next.mode;
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The simulator has no port');

  return {
    /** What `OPENAI_BASE_URL` is set to. */
    url: `http://127.0.0.1:${address.port}/v1`,
    port: address.port,
    /** Faults strike in the order they were armed. */
    arm(mode: ModelFaultMode, count = 1): void { armed.push({ mode, remaining: count }); },
    clearFaults(): void { armed = []; },
    answerWith(next: ModelAnswerer): void { answer = next; },
    ledger: (): readonly ModelLedgerEntry[] => ledger,
    async close(): Promise<void> {
      await new Promise<void>((resolve) => {
        server.close(() => { resolve(); });
        server.closeAllConnections();
      });
    },
  };
}

let lastId = 0;

function responseOf(call: ModelCall, fault: ModelFaultMode | null, answer: () => unknown, requestLength: number): object {
  const cut = fault === 'truncation';
  const text = textOf(fault, answer);
  const status = cut ? 'incomplete' : fault === 'failed' ? 'failed' : 'completed';
  const part = fault === 'refusal' ? { type: 'refusal', refusal: "I'm sorry, I cannot assist with that request." } : { type: 'output_text', text, annotations: [], logprobs: [] };
  const [input, output] = [Math.ceil(requestLength / 4), Math.ceil(text.length / 4)];
  lastId += 1;
  return {
    id: `resp_${String(lastId)}`, object: 'response', created_at: Math.floor(Date.now() / 1000), status, background: false,
    error: fault === 'failed' ? { code: 'server_error', message: 'The model failed' } : null, incomplete_details: cut ? { reason: 'max_output_tokens' } : null,
    instructions: call.instructions, max_output_tokens: call.maxOutputTokens, model: `${call.model}-2026-01-01`,
    output: fault === 'no_output' ? [] : [{ id: `msg_${String(lastId)}`, type: 'message', status: cut ? 'incomplete' : 'completed', role: 'assistant', content: [part] }],
    parallel_tool_calls: true, previous_response_id: null, store: false, temperature: 1, text: { format: { type: 'text' }, verbosity: 'medium' }, tool_choice: 'auto', tools: [], top_p: 1, truncation: 'disabled',
    usage: { input_tokens: input, input_tokens_details: { cached_tokens: Math.floor(input / 2) }, output_tokens: output, output_tokens_details: { reasoning_tokens: 0 }, total_tokens: input + output }, user: null, metadata: {},
  };
}

function textOf(fault: ModelFaultMode | null, answer: () => unknown): string {
  if (fault === 'bad_json') return 'Sure! Here is the form you asked for:';
  if (fault === 'schema_violation') return JSON.stringify({ surprise: true });
  const text = JSON.stringify(answer());
  return fault === 'truncation' ? text.slice(0, Math.floor(text.length / 2)) : text;
}

function send(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': `req_${String(lastId)}`, ...headers }).end(JSON.stringify(body));
}

async function collect(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): Record<string, unknown> {
  try {
    return fields(JSON.parse(text));
  } catch {
    return {};
  }
}
