/** The console's JSON API. */

const LOOK_ONLY = 'Your role may look, not act.';
const NOBODY = 'The console does not answer. Is `storehook console` still running?';
const HALF = 'The answer did not arrive in full. Try again.';

/** An answer that is an error; its message says what to do. */
export class ApiError extends Error {}

/**
 * @param {string} path such as api/runs
 * @param {Record<string, any>} [query] empty values are left out
 * @param {AbortSignal} [signal]
 */
export function get(path, query = {}, signal) {
  const given = Object.entries(query).filter(([, value]) => value != null && value !== '');
  return ask(given.length ? `${path}?${new URLSearchParams(given)}` : path, { signal });
}

/** @param {string} path @param {object} body @param {AbortSignal} [signal] */
export function post(path, body, signal) {
  const headers = { 'content-type': 'application/json' };
  return ask(path, { method: 'POST', body: JSON.stringify(body), headers, signal });
}

async function ask(path, options) {
  const answer = await fetch(path, options).catch((error) => {
    throw error.name === 'AbortError' ? error : new ApiError(NOBODY);
  });
  const body = await answer.json().catch((error) => {
    if (error.name === 'AbortError') throw error;
    if (answer.ok) throw new ApiError(HALF);
    return {};
  });
  if (answer.ok) return body;
  // The proxy gives a reason with its own refusals; one without is the gateway's: the operator's role.
  if (answer.status === 403 && options.method && !body.reason) throw new ApiError(LOOK_ONLY);
  throw new ApiError(message(body) || `The console answered ${answer.status}. Try again.`);
}

function message(body) {
  if (typeof body.detail === 'object') return `This was not understood: ${JSON.stringify(body.detail)}`;
  return body.message ?? body.Message;
}
