/** Retry and cancel: one run, or all that match a filter, after a preview. */

import { ApiError, post } from './api.js';
import { button, data, note, problem, say, stateMark, table, time } from './parts.js';
import { filterOf } from './address.js';
import { h } from './dom.js';
import { many, moment, now, number } from './format.js';
import { WAITING, keyFields, keyOf } from './runs.js';
import { confirm, open } from './dialog.js';

/** @import { Fields } from './address.js' */
/** @import { Child } from './dom.js' */
/** @import { RunKey, RetryPreviewAnswer, RetryAnswer, RunRowAnswer } from './answers' */
/** @typedef {{retried: number, skipped: number}} Sum */

const BATCH = 100;

/** Retry one run. @param {RunKey} run @param {boolean} again also if it has completed */
export async function retry(run, again) {
  const { retried } = /** @type {RetryAnswer} */ (await post('api/retry', { runs: [keyFields(run)], again }));
  say(retried ? 'Queued again, with the same payload and the code deployed now.' : 'Not queued: the run’s state has changed.');
}

/** Ask before a run that has ended runs again. @param {RunKey} run @param {() => Promise<void>} done */
export function runAgain(run, done) {
  const question = 'This run has ended. Its effects, such as writes to the store, may happen a second time.';
  confirm('Run again?', question, [], 'Run again', () => retry(run, true).then(done));
}

/** Ask before a run is cancelled. @param {RunKey} run @param {() => Promise<void>} done */
export function cancel(run, done) {
  confirm('Cancel this run?', 'No further attempt will be made.', [], 'Cancel the run', async () => {
    const { cancelled } = await post('api/cancel', { runs: [keyFields(run)] });
    say(cancelled ? 'Cancelled.' : 'Not cancelled: the run is no longer waiting.');
    await done();
  });
}

/** Retry matching runs: a preview first, then batches. @param {Record<string, string>} filter @param {number} hours to reach back */
export function retryMatching(filter, hours) {
  // Runs that fail from now on are not in the preview.
  const until = Number(filter.until) || Math.ceil(now());
  const wanted = { state: 'failed', ...filter, since: Number(filter.since) || until - hours * 3600, until };
  const dialog = open('Retry matching runs');
  let again = false;

  const ask = (/** @type {object} */ more) => post('api/retry', { filter: wanted, again, ...more }, dialog.signal);
  const preview = async () => /** @type {RetryPreviewAnswer} */ (await ask({ dry_run: true }));
  const batch = async (/** @type {string | null} */ next) => /** @type {RetryAnswer} */ (await ask({ dry_run: false, max: BATCH, next }));
  const failed = (/** @type {Error} */ error) => {
    if (error instanceof ApiError) dialog.draw('', [problem(error)]);
  };
  const look = () => preview().then(offer, failed);
  const offer = (/** @type {RetryPreviewAnswer} */ { count, capped, sample }) => {
    const ready = count > 0 && (again || wanted.state !== 'completed');
    dialog.draw(`${capped ? 'More than ' : ''}${many(count, 'run')}`, [
      described(wanted),
      !filter.since && choice('Older runs, too: the last 30 days.', (older) => (wanted.since = until - (older ? 720 : hours) * 3600)),
      h('p', {}, `Each run keeps its payload and uses the code deployed now${WAITING.includes(wanted.state) ? ', at once.' : ', with a new set of retries.'}`),
      wanted.state === 'completed' && choice('Run completed runs again. Their effects may happen a second time.', (checked) => (again = checked)),
      sample.length > 0 && h('details', { open: true }, h('summary', {}, `The newest ${sample.length}`), h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Sample' }, sampled(sample))),
    ], [button(count ? `Retry ${many(count, 'run')}` : 'Nothing to retry', () => work(count, capped), 'primary', { disabled: !ready })]);
  };
  const choice = (/** @type {string} */ text, /** @type {(checked: boolean) => void} */ choose) => {
    const onchange = (/** @type {Event} */ event) => {
      choose(/** @type {HTMLInputElement} */ (event.currentTarget).checked);
      look();
    };
    return h('label', { class: 'check', 'data-key': text }, h('input', { type: 'checkbox', onchange }), text);
  };
  const work = async (/** @type {number} */ count, /** @type {boolean} */ capped) => {
    const sum = { retried: 0, skipped: 0 };
    /** @type {string | null} */
    let next = null;
    let stopped = false;
    const stop = () => {
      stopped = true;
    };
    const draw = (/** @type {Child} */ end = null) => dialog.draw(`${number(sum.retried)} of ${capped ? 'more than ' : ''}${many(count, 'run')} queued again`, progress(sum, count, end), end ? [] : [button('Stop', stop)]);
    draw();
    try {
      do {
        const done = await batch(next);
        sum.retried += done.retried;
        sum.skipped += done.skipped;
        next = done.next;
        draw();
      } while (next && !stopped);
      draw(next ? note('warn', 'Stopped. Runs that were queued so far continue.') : note('good', 'Done.'));
    } catch (error) {
      if (dialog.signal.aborted) say(`Stopped. At least ${many(sum.retried, 'run')} queued again.`);
      else if (error instanceof ApiError) draw([problem(error), h('p', {}, 'Runs that were queued so far continue. Start again for the rest.')]);
    }
  };
  look();
}

/** @param {Sum} sum @param {number} count @param {Child} end @returns {Child[]} */
function progress(sum, count, end) {
  const done = sum.retried + sum.skipped;
  return [
    h('progress', { max: Math.max(count, done, 1), value: done, 'aria-label': 'Progress' }),
    sum.skipped > 0 && h('p', {}, `${number(sum.skipped)} skipped, because their state has changed.`),
    end,
  ];
}

/** @param {RunRowAnswer[]} runs */
function sampled(runs) {
  return table('Sample', [
    ['State', (run) => stateMark(run.state)],
    ['Action', (run) => data(run.action, 'code')],
    ['Resource', (run) => data(run.resource)],
    ['Store', (run) => data(run.store_hash, 'code')],
    ['Created', (run) => time(run.created_at)],
  ], runs, keyOf);
}

/** @param {Fields} filter */
function described(filter) {
  const shown = (/** @type {string} */ name, /** @type {string} */ value) => (name === 'since' || name === 'until' ? moment(Number(value)) : value);
  return h('ul', { class: 'chips' }, Object.entries(filterOf(filter)).map(([name, value]) => h('li', {}, `${name} `, data(shown(name, value), 'code'))));
}
