/** View of the queue: runs, newest first, below a summary of the last hours. */

import { ApiError, get } from './api.js';
import { button, empty, heading, note, problem, say, section } from './parts.js';
import { banner, pause } from './pauses.js';
import { desk } from './questions.js';
import { causes, failed, hoursOf, periods, pictures, sampled, states } from './overview.js';
import { filterOf, go, href } from './address.js';
import { h, show } from './dom.js';
import { keyOf, runsTable } from './runs.js';
import { localTime, many, moment, now, unixTime } from './format.js';
import { onThisStack } from './about.js';
import { repeat } from './live.js';
import { retryMatching } from './retry.js';

/** @import { FailuresAnswer, PauseAnswer, QuestionsAnswer, RunRowAnswer, RunsAnswer, SummaryAnswer } from './answers' */

const FULL = 25;
const MANY = 200;
const REQUESTS = 6;
/** On a phone, the runs come first, and their filters are folded. */
const PHONE = matchMedia('(max-width: 760px)');

/** @type {[name: string, label: string, type: string, placeholder?: string][]} */
const INPUTS = [
  ['store', 'Store', 'text', 'wvpfsac141'],
  ['scope', 'Scope', 'text', 'store/order/updated'],
  ['action', 'Action', 'text', 'sync_order'],
  ['resource', 'Resource', 'text', 'order/113'],
  ['fingerprint', 'Fingerprint', 'text', '4f2a…'],
  ['since', 'From (local time)', 'datetime-local'],
  ['until', 'To (local time)', 'datetime-local'],
];

/**
 * The last answers. They are shown until there are newer ones, also after a visit to another view.
 * @type {{
 *   summary: SummaryAnswer | null, failures: FailuresAnswer | null, pauses: PauseAnswer[], asked: QuestionsAnswer | null, scope: string,
 *   runs: RunRowAnswer[], filter: string, next: string | null, searched: number, looked: number, loaded: boolean, extended: boolean,
 * }}
 */
const seen = { summary: null, failures: null, pauses: [], asked: null, scope: '', runs: [], filter: '', next: null, searched: 0, looked: 0, loaded: false, extended: false };

export const title = () => 'Queue';

/** @param {HTMLElement} main @param {Record<string, string>} fields @param {AbortSignal} signal */
export function start(main, fields, signal) {
  const filter = filterOf(fields);
  /** @type {Map<() => Promise<void>, ApiError>} */
  const errors = new Map();
  let busy = true;
  const wanted = href(filter);
  if (wanted !== seen.filter) Object.assign(seen, { loaded: false, extended: false });

  const draw = () => show(main, view());
  const trying = (/** @type {() => Promise<void>} */ work) => async () => {
    try {
      await work();
      errors.delete(work);
    } catch (failed) {
      if (signal.aborted) return;
      if (!(failed instanceof ApiError)) throw failed;
      errors.set(work, failed);
    }
    draw();
  };
  const readRuns = trying(async () => {
    try {
      const first = !seen.loaded || (seen.runs.length > MANY && !seen.extended);
      take(await search(filter, null, signal, first ? isFull : joins), first);
      seen.filter = wanted;
      if (busy && Object.keys(filter).length) say(`${seen.next ? 'At least ' : ''}${many(seen.runs.length, 'run')} found.`);
    } catch (failed) {
      if (wanted !== seen.filter && !signal.aborted) seen.runs = []; // they belong to another filter
      throw failed;
    } finally {
      busy = false;
    }
  });
  const readMore = trying(async () => {
    const older = await search(filter, seen.next, signal, isFull);
    const known = new Set(seen.runs.map(keyOf));
    seen.runs.push(...older.runs.filter((run) => !known.has(keyOf(run))));
    Object.assign(seen, { next: older.next, searched: older.searched_until, looked: seen.looked + older.rows_read, extended: true });
  });
  const readOverview = trying(async () => {
    const hours = hoursOf(fields);
    const { store } = filter;
    const [summary, failures, { pauses }, asked] = await Promise.all([
      get('api/summary', { hours, store }, signal),
      get('api/failures', { since: Math.floor(now() - hours * 3600), store }, signal),
      get('api/pauses', {}, signal),
      get('api/questions', {}, signal),
    ]);
    const scope = href({ hours, store });
    if (scope === seen.scope) announceFailures(seen.failures, failures);
    Object.assign(seen, { summary, failures, pauses, asked, scope });
  });

  const view = () => [
    heading('Queue', null, periods(fields)),
    problem(errors.values().next().value ?? null, 'The page may be out of date.'),
    seen.asked && desk(seen.asked.questions, readOverview, seen.asked.next && h('p', {}, 'More questions follow. To list all: storehook questions')),
    banner(seen.pauses, readOverview),
    seen.summary && seen.failures && [states(seen.summary, seen.failures, fields), sampled(seen.summary, fields), scopeNote(filter)],
    PHONE.matches ? [list(), around()] : [around(), list()],
  ];
  const around = () => [
    seen.summary && pictures(seen.summary, fields, (lane) => pause('lane', lane, readOverview)),
    seen.failures && causes(seen.failures, fields),
  ];
  const list = () => section('Runs',
    button('Retry matching runs …', () => retryMatching(filter, hoursOf(fields)), '', { class: 'beside' }),
    filters(fields, filter),
    runsTable('Runs', seen.runs, fields, { 'aria-busy': String(busy) }),
    !seen.runs.length && !busy && !errors.size && nothing(filter, seen.next),
    busy && !seen.runs.length && h('p', { class: 'loading' }, 'Loading …'),
    seen.next && seen.filter === wanted && h('p', { class: 'more' }, button(seen.runs.length ? 'Older runs' : 'Search further', readMore), ` Searched ${many(seen.looked, 'run')}, back to ${moment(seen.searched)}.`));

  draw();
  PHONE.addEventListener('change', draw, { signal });
  repeat(5, readRuns, signal);
  repeat(20, readOverview, signal);
}

/** @param {RunRowAnswer[]} runs */
export const isFull = (runs) => runs.length >= FULL;

/** Tell whether the runs after these are known. @param {RunRowAnswer[]} runs */
const joins = (runs) => {
  const last = runs.at(-1);
  return !last || indexOf(last) >= 0;
};

/** @param {RunRowAnswer} run */
const indexOf = (run) => seen.runs.findIndex((known) => keyOf(known) === keyOf(run));

/**
 * Read pages until there are enough runs, within limits. A page may have few runs and not be the last.
 * @param {Record<string, string>} filter
 * @param {string | null} next
 * @param {AbortSignal} signal
 * @param {(runs: RunRowAnswer[]) => boolean} enough
 * @returns {Promise<RunsAnswer>}
 */
export async function search(filter, next, signal, enough) {
  /** @type {RunRowAnswer[]} */
  const runs = [];
  let requests = REQUESTS;
  let looked = 0;
  /** @type {RunsAnswer} */
  let page;
  do {
    page = await get('api/runs', { ...filter, next }, signal);
    runs.push(...page.runs);
    next = page.next;
    looked += page.rows_read;
  } while (next && !enough(runs) && --requests > 0);
  return { ...page, runs, rows_read: looked };
}

/** Replace the newest runs. Older ones stay, unless there may be unknown runs in between. @param {RunsAnswer} fresh @param {boolean} first */
function take(fresh, first) {
  const keys = new Set(fresh.runs.map(keyOf));
  const restarts = first || !fresh.next || !joins(fresh.runs);
  const last = fresh.runs.at(-1);
  const rest = last ? seen.runs.slice(indexOf(last) + 1) : seen.runs.filter((run) => run.created_at <= fresh.searched_until);
  const older = restarts ? [] : rest.filter((run) => !keys.has(keyOf(run)));
  if (restarts) Object.assign(seen, { next: fresh.next, searched: fresh.searched_until, looked: fresh.rows_read, extended: false });
  Object.assign(seen, { runs: [...fresh.runs, ...older], loaded: true });
}

/** @param {FailuresAnswer | null} before @param {FailuresAnswer} failures */
function announceFailures(before, failures) {
  const more = before ? failed(failures) - failed(before) : 0;
  if (more > 0) say(`${many(more, 'more run')} failed.`);
}

/** @param {Record<string, string>} fields @param {Record<string, string>} filter */
function filters(fields, filter) {
  const search = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const typed = Object.fromEntries(INPUTS.map(([name]) => [name, String(form.get(name))]));
    const times = { since: unixTime(typed.since), until: unixTime(typed.until) };
    const to = href({ ...fields, ...typed, ...times });
    if (to !== href(fields)) go(to);
  };
  const input = (/** @type {typeof INPUTS[number]} */ [name, label, type, placeholder]) => {
    const value = (type === 'text' ? fields[name] : localTime(fields[name])) ?? '';
    return h('label', {}, label, h('input', { name, type, value, placeholder, autocomplete: 'off', spellcheck: 'false' }));
  };
  const any = Object.keys(filter).length > 0;
  const form = h('form', { class: 'filters', role: 'search', 'aria-label': 'Filter runs', onsubmit: search },
    INPUTS.map(input),
    h('div', { class: 'actions' }, h('button', {}, 'Filter'), any && h('a', { href: href({ view: 'queue', hours: fields.hours }), class: 'button quiet' }, 'Clear'),
      h('a', { href: href({ view: 'resource', store: fields.store, resource: fields.resource }), class: 'button quiet' }, 'Find a resource')));
  return PHONE.matches ? h('details', { open: any, 'data-key': 'filters' }, h('summary', {}, 'Filter'), form) : form;
}

/** The summary covers one store or all stores. Say so where the filter covers less. @param {Record<string, string>} filter */
function scopeNote({ store, state: _state, ...others }) {
  return Object.keys(others).length > 0 && h('p', { class: 'faint' }, `Counts, charts and causes cover all runs ${store ? 'of this store ' : ''}in the period. The other filters apply to the list of runs only.`);
}

/** @param {Record<string, string>} filter @param {string | null} next */
function nothing(filter, next) {
  if (next) return empty('No runs match so far', 'Older runs have not been searched yet.');
  if (Object.keys(filter).length) return empty('No runs match', 'Remove a filter, or choose a longer time.');
  return empty('No runs yet', 'A run appears here when BigCommerce delivers an event that an action subscribes to.',
    note('calm', 'To try it, send an event: ', h('code', {}, `storehook send store/order/updated${onThisStack()}`)));
}
