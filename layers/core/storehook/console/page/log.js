/** What a run has logged: text of the action's, and of whatever it has worked on. */

import { button, data, problem, section } from './parts.js';
import { get } from './api.js';
import { h } from './dom.js';
import { now, precise } from './format.js';
import { WAITING } from './runs.js';

/** @import { LogLineAnswer, RunAnswer, RunLogAnswer } from './answers' */

/** What has been read of it, if somebody wanted it; nothing new comes for a run of `settled`. @typedef {{wanted: boolean, found: RunLogAnswer | null, error: Error | null, settled: number}} Log */

/** Seconds after which a line that was written can be read, in all likelihood. */
const LATE = 10;
/** @type {Record<string, string>} */
const TONES = { CRITICAL: 'bad', ERROR: 'bad', WARNING: 'warn' };
/** What a logged exception adds: its traceback stands below the line. */
const BELOW = ['exception', 'exception_name', 'stack_trace'];

/** @returns {Log} */
export const unread = () => ({ wanted: false, found: null, error: null, settled: 0 });

/** Read it, if it is wanted and there may be more than was read. @param {Log} log @param {RunAnswer} run @param {AbortSignal} signal */
export async function readLog(log, run, signal) {
  if (!log.wanted || log.settled === run.updated_at) return;
  const { store_hash: store, event_id: event, action, generation } = run;
  const settled = isLive(run) || now() < run.updated_at + LATE ? 0 : run.updated_at;
  try {
    const found = await get('api/run/log', { store, event, action, generation }, signal);
    Object.assign(log, { found, settled, error: null });
  } catch (error) {
    if (signal.aborted) throw error; // nothing is to be drawn where the view was left
    Object.assign(log, { error });
  }
}

/** @param {Log} log @param {RunAnswer} run @param {() => void} want */
export function logOf({ wanted, found, error }, run, want) {
  return section('Log',
    !wanted && h('p', {}, button('Show what it logged', want)),
    problem(error),
    wanted && !found && !error && h('p', { class: 'loading' }, 'Loading …'),
    found && !found.lines.length && h('p', { class: 'faint' }, none(found, run)),
    found && found.lines.length > 0 && [
      found.capped && h('p', { class: 'faint' }, 'These are the latest that were found. CloudWatch has them all.'),
      h('div', { class: 'log', tabindex: '0', role: 'region', 'aria-label': 'Log lines' }, h('ol', {}, found.lines.map(line))),
      isLive(run) && h('p', { class: 'faint' }, 'More appears here, some seconds after it was written.'),
    ]);
}

/** @param {RunAnswer} run */
const isLive = (run) => run.state === 'running' || WAITING.includes(run.state);

/** Why there is nothing. @param {RunLogAnswer} found @param {RunAnswer} run */
function none({ capped }, run) {
  if (capped) return 'There is too much from the time of this run to look through here. CloudWatch has its lines.';
  if (isLive(run)) return run.attempt ? 'Nothing yet. Lines come some seconds after they were written.' : 'Nothing yet: it has not begun.';
  return 'It has logged nothing that can be read. Lines come some seconds after they were written, and are kept for LogRetentionDays; what is printed, and not logged with ctx.logger, names no run.';
}

/** @param {LogLineAnswer} said @param {number} index @param {LogLineAnswer[]} lines */
function line({ at, level, message, attempt, more }, index, lines) {
  const begins = attempt !== (lines[index - 1]?.attempt ?? null);
  const beside = Object.entries(more).filter(([name]) => !BELOW.includes(name));
  return [
    begins && h('li', { class: 'begins' }, `Attempt ${attempt ?? '–'}`),
    h('li', {}, h('time', { datetime: new Date(at * 1000).toISOString() }, precise(at)), ' ',
      h('span', { class: `level ${Object.hasOwn(TONES, level) ? TONES[level] : ''}` }, level), ' ',
      h('span', { class: 'said' }, data(plain(message)), beside.map(([name, value]) => h('span', { class: 'faint' }, ' ', data(`${name}=${plain(value)}`))),
        typeof more.exception === 'string' && h('div', { class: 'faint' }, data(more.exception)))),
  ];
}

/** @param {unknown} value */
const plain = (value) => (typeof value === 'string' ? value : JSON.stringify(value));
