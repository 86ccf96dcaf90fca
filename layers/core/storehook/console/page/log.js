/** Log lines of a run. Their text comes from the action, and from outside. */

import { button, data, problem, section } from './parts.js';
import { get } from './api.js';
import { h } from './dom.js';
import { now, precise } from './format.js';
import { WAITING } from './runs.js';

/** @import { LogLineAnswer, RunAnswer, RunLogAnswer } from './answers' */

/** Log lines that were read, if an operator asked for them. `settled` is the run's last change once all lines were read. @typedef {{wanted: boolean, answer: RunLogAnswer | null, error: Error | null, settled: number}} Log */

/** Seconds after which a line can usually be read. */
const LATE = 10;
/** @type {Record<string, string>} */
const TONES = { CRITICAL: 'bad', ERROR: 'bad', WARNING: 'warn' };
/** Fields of a logged exception. Its traceback is shown below the line. */
const EXCEPTION_FIELDS = ['exception', 'exception_name', 'stack_trace'];

/** @returns {Log} */
export const unread = () => ({ wanted: false, answer: null, error: null, settled: 0 });

/** Read the log lines, if they are wanted and there may be new ones. @param {Log} log @param {RunAnswer} run @param {AbortSignal} signal */
export async function readLog(log, run, signal) {
  if (!log.wanted || log.settled === run.updated_at) return;
  const { store_hash: store, event_id: event, action, generation } = run;
  const settled = isLive(run) || now() < run.updated_at + LATE ? 0 : run.updated_at;
  try {
    const answer = await get('api/run/log', { store, event, action, generation }, signal);
    Object.assign(log, { answer, settled, error: null });
  } catch (error) {
    if (signal.aborted) throw error; // the view was left
    Object.assign(log, { error });
  }
}

/** @param {Log} log @param {RunAnswer} run @param {() => void} want */
export function logOf({ wanted, answer, error }, run, want) {
  return section('Log',
    !wanted && h('p', {}, button('Show log lines', want)),
    problem(error),
    wanted && !answer && !error && h('p', { class: 'loading' }, 'Loading …'),
    answer && !answer.lines.length && h('p', { class: 'faint' }, none(answer, run)),
    answer && answer.lines.length > 0 && [
      answer.capped && h('p', { class: 'faint' }, 'These are the latest lines that were found. CloudWatch has all of them.'),
      h('div', { class: 'log', tabindex: '0', role: 'region', 'aria-label': 'Log lines' }, h('ol', {}, answer.lines.map(line))),
      isLive(run) && h('p', { class: 'faint' }, 'New lines appear here some seconds after they are written.'),
    ]);
}

/** @param {RunAnswer} run */
const isLive = (run) => run.state === 'running' || WAITING.includes(run.state);

/** Say why there are no lines. @param {RunLogAnswer} answer @param {RunAnswer} run */
function none({ capped }, run) {
  if (capped) return 'There are too many log lines from the time of this run to search here. Open CloudWatch to see its lines.';
  if (isLive(run)) return run.attempt ? 'No lines yet. Lines appear some seconds after they are written.' : 'No lines yet. The run has not started.';
  return 'No log lines found. Lines appear some seconds after they are written, and are kept for LogRetentionDays. Output that is printed instead of logged with ctx.logger does not name its run.';
}

/** @param {LogLineAnswer} entry @param {number} index @param {LogLineAnswer[]} lines */
function line({ at, level, message, attempt, more }, index, lines) {
  const begins = attempt !== (lines[index - 1]?.attempt ?? null);
  const beside = Object.entries(more).filter(([name]) => !EXCEPTION_FIELDS.includes(name));
  return [
    begins && h('li', { class: 'begins' }, `Attempt ${attempt ?? '–'}`),
    h('li', {}, h('time', { datetime: new Date(at * 1000).toISOString() }, precise(at)), ' ',
      h('span', { class: `level ${Object.hasOwn(TONES, level) ? TONES[level] : ''}` }, level), ' ',
      h('span', { class: 'entry' }, data(plain(message)), beside.map(([name, value]) => h('span', { class: 'faint' }, ' ', data(`${name}=${plain(value)}`))),
        typeof more.exception === 'string' && h('div', { class: 'faint' }, data(more.exception)))),
  ];
}

/** @param {unknown} value */
const plain = (value) => (typeof value === 'string' ? value : JSON.stringify(value));
