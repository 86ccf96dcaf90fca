/** The console's JSON API. */

import { parameters } from './address.js';
import { borrow, key } from './session.js';

/** @import { Fields } from './address.js' */
/** @import * as answers from './answers' */

/**
 * Answers to GET, by path.
 * @typedef {{
 *   'api/about': answers.AboutAnswer,
 *   'api/summary': answers.SummaryAnswer,
 *   'api/failures': answers.FailuresAnswer,
 *   'api/runs': answers.RunsAnswer,
 *   'api/run': answers.RunAnswer,
 *   'api/run/log': answers.RunLogAnswer,
 *   'api/actions': answers.ActionsAnswer,
 *   'api/stores': answers.StoresAnswer,
 *   'api/audit': answers.AuditAnswer,
 *   'api/pauses': answers.PausesAnswer,
 *   'api/questions': answers.QuestionsAnswer,
 *   'api/models': answers.ModelsAnswer,
 *   'api/records': answers.RecordsAnswer,
 *   'api/records/by-id': answers.RecordsAnswer,
 *   'api/record': answers.RecordAnswer,
 *   [store: `api/stores/${string}`]: answers.StoreAnswer,
 * }} Gets
 */

/**
 * Answers to POST, by path. A dry run answers with a preview.
 * @typedef {{
 *   'api/retry': answers.RetryPreviewAnswer | answers.RetryAnswer,
 *   'api/cancel': answers.CancelAnswer,
 *   'api/answer': answers.StepAnsweredAnswer,
 *   [pauseRuns: `api/${answers.PausedKind}s/${string}/pause`]: answers.PausesAnswer,
 *   [resumeRuns: `api/${answers.PausedKind}s/${string}/resume`]: answers.PausesAnswer,
 *   [reconcile: `api/stores/${string}/reconcile`]: answers.ReconciliationAnswer,
 *   [pause: `api/stores/${string}/pause`]: answers.StoreAnswer,
 *   [resume: `api/stores/${string}/resume`]: answers.StoreAnswer,
 *   [catchUp: `api/stores/${string}/catch-up`]: answers.CatchUpPreviewAnswer | answers.CatchUpStartAnswer,
 * }} Posts
 */

const READ_ONLY = 'Your role may look at the console, but not change anything.';
const NO_ANSWER = 'The console is not answering. Is `storehook console` still running?';
const CUT_OFF = 'The answer was cut off. Try again.';

/** Error of the API. Its message says what to do. */
export class ApiError extends Error {}

/**
 * @template {keyof Gets} P
 * @param {P} path
 * @param {Fields} query without empty values
 * @param {AbortSignal} signal
 * @returns {Promise<Gets[P]>}
 */
export function get(path, query, signal) {
  const text = String(parameters(query));
  return ask(text ? `${path}?${text}` : path, { signal });
}

/**
 * @template {keyof Posts} P
 * @param {P} path
 * @param {object} body
 * @param {AbortSignal} [signal]
 * @returns {Promise<Posts[P]>}
 */
export function post(path, body, signal) {
  return ask(path, { method: 'POST', body: JSON.stringify(body), signal });
}

/** @param {string} path @param {RequestInit} options */
async function ask(path, options) {
  const sent = key();
  let answer = await send(path, options);
  if (answer.status === 401 && (await borrow(sent))) answer = await send(path, options);
  const body = await answer.json().catch((error) => {
    if (error.name === 'AbortError') throw error;
    if (answer.ok) throw new ApiError(CUT_OFF);
    return {};
  });
  if (answer.ok) return body;
  // The proxy's own refusals have a reason. One without comes from API Gateway: the operator's role lacks permission.
  if (answer.status === 403 && options.method && !body.reason) throw new ApiError(READ_ONLY);
  throw new ApiError(message(body) || `The console answered ${answer.status}. Try again.`);
}

/** @param {string} path @param {RequestInit} options */
function send(path, options) {
  const headers = { 'content-type': 'application/json', 'x-storehook-session': key() };
  return fetch(path, { ...options, headers }).catch((error) => {
    throw error.name === 'AbortError' ? error : new ApiError(NO_ANSWER);
  });
}

/** @param {{detail?: unknown, message?: string, Message?: string}} body */
function message(body) {
  if (typeof body.detail === 'object') return `The request is invalid: ${JSON.stringify(body.detail)}`;
  return body.message ?? body.Message;
}
