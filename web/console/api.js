// Calls the admin API with the token of whoever is signed in. The token stays in this tab's session storage and goes into one header.

const STORAGE = 'staff.token';
// Longer than the server's own limits, so that its words arrive rather than ours.
const LIMIT_MS = 10_000;

/** The server understood and said no, in its words. */
export class Refusal extends Error {
  constructor(status, { code, message, details }) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details ?? null;
  }
}

/** No answer, or none that can be read. */
export class NoAnswer extends Error {}

export const savedToken = () => sessionStorage.getItem(STORAGE);
export const saveToken = (token) => { sessionStorage.setItem(STORAGE, token); };
export const forgetToken = () => { sessionStorage.removeItem(STORAGE); };

async function call(method, path, body) {
  let response, answer;
  try {
    response = await fetch(`/api/v1/admin${path}`, {
      method, cache: 'no-store', signal: AbortSignal.timeout(LIMIT_MS),
      headers: { Authorization: `Bearer ${savedToken() ?? ''}`, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    answer = await response.json();
  } catch {
    throw new NoAnswer('The server does not answer.');
  }
  if (response.ok) return answer;
  // Something between us and the server may answer errors of its own.
  if (answer?.error?.message === undefined) throw new NoAnswer('The server does not answer.');
  throw new Refusal(response.status, answer.error);
}

export const readMe = () => call('GET', '/me');
export const readTasks = async (status) => (await call('GET', `/tasks?status=${status}`)).tasks;
export const readList = async (isWaitingOnly) => (await call('GET', `/conversations?limit=${isWaitingOnly ? '200&needsPerson=true' : '100'}`)).conversations;
export const readConversation = (threadId) => call('GET', `/conversations/${encodeURIComponent(threadId)}`);
export const actOn = (threadId, act, body) => call('POST', `/conversations/${encodeURIComponent(threadId)}/${act}`, body);
export const resolveTask = (taskId, body) => call('POST', `/tasks/${encodeURIComponent(taskId)}/resolve`, body);
