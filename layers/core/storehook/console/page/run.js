/** View of one run: its payload, attempts, errors and log lines, and what an operator can do. */

import { get } from './api.js';
import { button, copyButton, data, facts, fullTime, heading, note, problem, section, stateMark } from './parts.js';
import { cancel, retry, runAgain } from './retry.js';
import { desk } from './questions.js';
import { h, show } from './dom.js';
import { href, resourceHref, runHref } from './address.js';
import { duration, many } from './format.js';
import { logOf, readLog, unread } from './log.js';
import { pause } from './pauses.js';
import { pretty } from './payload.js';
import { repeat } from './live.js';
import { WAITING, runsTable } from './runs.js';

/** @import { RunKey, LogQuery, RunRowAnswer, RunAnswer } from './answers' */
/** @import { Log } from './log.js' */
/** @import { Up } from './parts.js' */

/** @typedef {{run: RunAnswer | null, log: Log, error: Error | null, refused: Error | null, asSent: boolean, busy: boolean}} Seen */

const NOW = ['scheduled', 'retrying', 'failed'];
/** Name of a Python function. Runs without an action have other names in its place. */
const ACTION = /^\w+$/;
const AGAIN = ['completed', 'cancelled'];

/** @param {Record<string, string>} fields */
export const title = (fields) => `Run of ${fields.action ?? ''}`;

/** @param {HTMLElement} main @param {Record<string, string>} fields @param {AbortSignal} signal */
export function start(main, fields, signal) {
  /** @type {Seen} */
  const state = { run: null, log: unread(), error: null, refused: null, asSent: false, busy: false };
  const draw = () => show(main, state.run ? view(state.run, state, acts(state.run)) : missing(state.error));
  const read = async () => {
    try {
      const { store, event, action, generation } = fields;
      state.run = await get('api/run', { store, event, action, generation }, signal);
      state.error = null;
      await readLog(state.log, state.run, signal);
    } catch (error) {
      if (signal.aborted) return;
      state.error = /** @type {Error} */ (error);
    }
    draw();
  };
  const acts = (/** @type {RunAnswer} */ run) => ({
    show: (/** @type {boolean} */ asSent) => {
      state.asSent = asSent;
      draw();
    },
    retry: async () => {
      Object.assign(state, { busy: true, refused: null });
      draw();
      await retry(run, false).then(read, (error) => (state.refused = error)); // stays until the next retry
      state.busy = false;
      if (!signal.aborted) draw();
    },
    again: () => runAgain(run, read),
    log: () => {
      state.log.wanted = true;
      draw();
      readLog(state.log, run, signal).then(draw, () => undefined);
    },
    cancel: () => cancel(run, read),
    read,
    pause: () => pause('action', run.action, read),
  });
  draw();
  repeat(5, read, signal);
}

/** @returns {Up} */
const up = () => ['Queue', href({ view: 'queue' })];

/** @param {Error | null} error */
const missing = (error) => [heading('Run', up()), problem(error) ?? h('p', { class: 'loading' }, 'Loading …')];

/**
 * @param {RunAnswer} run
 * @param {Seen} seen
 * @param {{show: (asSent: boolean) => void, retry: () => void, again: () => void, log: () => void, cancel: () => void, read: () => Promise<void>, pause: () => void}} acts
 */
function view(run, { log, error, refused, asSent, busy }, acts) {
  return [
    heading([data(run.action, 'code'), ' ', stateMark(run.state)], up(),
      ACTION.test(run.action) && button('Pause action …', acts.pause),
      WAITING.includes(run.state) && button('Cancel …', acts.cancel),
      AGAIN.includes(run.state) && button('Run again …', acts.again),
      NOW.includes(run.state) && button(run.state === 'scheduled' ? 'Run now' : 'Retry now', acts.retry, 'primary', { disabled: busy })),
    problem(refused ?? error),
    run.question && desk([run.question], acts.read),
    failure(run),
    h('div', { class: 'columns' },
      h('div', {}, payload(run, asSent, acts.show), logOf(log, run, acts.log), attempts(run), steps(run)),
      h('div', {}, section('About', about(run)), section('CloudWatch Logs', logs(run.logs)))),
    triggeredBy(run.triggered_by),
    related('Enqueued by this run', run.enqueued),
    related('Other runs of this event', run.same_event),
    related('Other runs of this resource', run.same_resource),
  ];
}

/** @param {RunAnswer} run */
function failure(run) {
  const last = run.attempts.at(-1)?.failure;
  if (!last || !(['failed', 'retrying'].includes(run.state) || run.state === 'held')) return null;
  return note('bad', h('h2', {}, data(last.error_type, 'code')), h('p', { class: 'message' }, data(last.error)),
    h('p', {}, h('a', { href: href({ view: 'queue', fingerprint: last.fingerprint }) }, 'All runs with this cause'), ' ', data(last.fingerprint, 'code faint')));
}

/** @param {RunAnswer} run @param {boolean} asSent @param {(asSent: boolean) => void} choose */
function payload(run, asSent, choose) {
  const readable = run.payload_is_text && !asSent ? pretty(run.payload) : null;
  const choice = (/** @type {string} */ text, /** @type {boolean} */ value) => button(text, () => choose(value), 'small', { 'aria-pressed': String(value === asSent) });
  return section('Payload',
    h('div', { class: 'beside actions' }, run.payload_is_text && [choice('Formatted', false), choice('As sent', true)], copyButton(run.payload, 'payload')),
    !run.payload_is_text && h('p', { class: 'faint' }, 'The payload is not text. It is shown in base64.'),
    h('pre', { tabindex: '0', role: 'region', 'aria-label': 'Payload as text', class: readable ? 'json' : 'sent' }, readable ?? run.payload));
}

/** @param {RunAnswer} run */
function attempts(run) {
  const rows = [...run.attempts].reverse();
  if (!rows.length) return section('Attempts', h('p', { class: 'faint' }, 'No attempt has ended yet.'));
  return section('Attempts', h('ol', { class: 'attempts', reversed: true }, rows.map((attempt, index) => {
    const { failure: failed, started_at: from, ended_at: to } = attempt;
    return h('li', { 'data-key': `${attempt.redrives}.${attempt.number}` },
      h('p', {}, stateMark(failed ? 'failed' : 'completed'), h('strong', {}, `Attempt ${attempt.number}`),
        attempt.redrives > 0 && h('span', { class: 'faint' }, `retry ${attempt.redrives}`),
        h('span', {}, fullTime(from)), h('span', { class: 'faint' }, `took ${duration(to - from)}`)),
      failed && [h('p', { class: 'message' }, data(failed.error_type, 'code'), ': ', data(failed.error)),
        h('details', { open: index === 0 }, h('summary', {}, 'Traceback'),
          h('pre', { tabindex: '0', role: 'region', 'aria-label': `Traceback of attempt ${attempt.number}` }, failed.traceback))]);
  })));
}

/** @param {RunAnswer} run */
function steps({ steps: stored, step_count: count }) {
  if (!stored.length) return null;
  return section('Steps',
    count > stored.length && h('p', { class: 'faint' }, `The last ${stored.length} of ${count} steps.`),
    h('ol', { class: 'attempts' }, stored.map((step) => h('li', { 'data-key': step.name },
      h('p', {}, data(step.name, 'code'), ' ', h('span', { class: 'faint' }, fullTime(step.stored_at))),
      step.result === null ? h('p', {}, step.question ?? 'Sleep', ' until ', fullTime(step.until)) : h('pre', { tabindex: '0', role: 'region', 'aria-label': `Result of the step ${step.name}` }, step.result)))));
}

/** @param {RunAnswer} run */
function about(run) {
  const queue = (/** @type {string} */ name, /** @type {string | null} */ value) => value && h('a', { href: href({ view: 'queue', [name]: value }) }, data(value));
  return facts([
    ['Store', h('a', { href: href({ view: 'store', hash: run.store_hash }) }, data(run.store_hash, 'code'))],
    ['Held by', run.held_by && data(run.held_by, 'code')],
    ['Waits for', run.waits_for && data(run.waits_for, 'code')],
    ['Cancelled by', run.cancelled_by && data(run.cancelled_by, 'code')],
    ['Covered by', run.covered_by?.event_id],
    ['Scope', queue('scope', run.scope)],
    ['Resource', run.resource && h('a', { href: resourceHref(run.store_hash, run.resource) }, data(run.resource))],
    ['Event', [data(run.event_id, 'code'), ' ', copyButton(run.event_id, 'event ID')]],
    ['Delivery', run.delivery_id !== run.event_id && data(run.delivery_id, 'code')],
    ['Triggered by', data(run.kind)],
    ['Lane', data(run.lane)],
    ['Received', fullTime(run.received_at)],
    ['Created', fullTime(run.created_at)],
    ['Updated', fullTime(run.updated_at)],
    ['Next attempt', run.next_attempt_at && fullTime(run.next_attempt_at)],
    ['Attempts', many(run.attempt, 'attempt') + (run.redrives ? ` after ${many(run.redrives, 'retry').replace(/ys$/, 'ies')}` : '')],
    ['Dead letter', run.dead_lettered && 'in the dead-letter queue'],
  ]);
}

/** @param {LogQuery} logs */
function logs({ group, query, url }) {
  return [
    h('p', {}, data(group, 'code')),
    h('pre', { tabindex: '0', role: 'region', 'aria-label': 'Logs query' }, query),
    h('p', { class: 'actions' }, copyButton(query, 'logs query'),
      h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, 'Open in CloudWatch')),
  ];
}

/** @param {string} name @param {RunRowAnswer[]} runs */
function related(name, runs) {
  return runs.length > 0 && section(name, runsTable(name, runs));
}

/** @param {RunKey | null} run */
function triggeredBy(run) {
  return run && section('Triggered by',
    h('p', {}, h('a', { href: runHref(run) }, data(run.action, 'code')), ' ', data(run.event_id, 'code faint')));
}
