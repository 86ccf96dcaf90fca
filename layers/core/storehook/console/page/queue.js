/** The queue: runs, newest first, and what is going on around them. */

import { ApiError, get } from './api.js';
import { button, empty, heading, note, problem, say, section } from './parts.js';
import { banner, pause } from './pauses.js';
import { causes, failed, hoursOf, periods, pictures, sampled, states } from './overview.js';
import { filterOf, go, href } from './address.js';
import { h, show } from './dom.js';
import { keyOf, runsTable } from './runs.js';
import { localTime, many, moment, now, unixTime } from './format.js';
import { onThisStack } from './about.js';
import { repeat } from './live.js';
import { retryMatching } from './retry.js';

/** @import { FailuresAnswer, PauseAnswer, RunRowAnswer, RunsAnswer, SummaryAnswer } from './answers' */

const FULL = 25;
const MANY = 200;
const REQUESTS = 6;
/** There, the runs come first, and their filters are folded up. */
const PHONE = matchMedia('(max-width: 760px)');

/** @type {[name: string, label: string, type: string, placeholder?: string][]} */
const INPUTS = [
  ['store', 'Store', 'text', 'wvpfsac141'],
  ['scope', 'Scope', 'text', 'store/order/updated'],
  ['action', 'Action', 'text', 'sync_order'],
  ['resource', 'Resource', 'text', 'order/113'],
  ['fingerprint', 'Fingerprint', 'text', '4f2a…'],
  ['since', 'From, local time', 'datetime-local'],
  ['until', 'To, local time', 'datetime-local'],
];

/**
 * What was seen last: shown until there is something newer, also when one comes back.
 * @type {{
 *   summary: SummaryAnswer | null, failures: FailuresAnswer | null, pauses: PauseAnswer[], scope: string,
 *   runs: RunRowAnswer[], filter: string, next: string | null, searched: number, looked: number, loaded: boolean, extended: boolean,
 * }}
 */
const seen = { summary: null, failures: null, pauses: [], scope: '', runs: [], filter: '', next: null, searched: 0, looked: 0, loaded: false, extended: false };

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
      if (wanted !== seen.filter && !signal.aborted) seen.runs = []; // they are of another filter
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
    const [summary, failures, { pauses }] = await Promise.all([
      get('api/summary', { hours, store }, signal),
      get('api/failures', { since: Math.floor(now() - hours * 3600), store }, signal),
      get('api/pauses', {}, signal),
    ]);
    const scope = href({ hours, store });
    if (scope === seen.scope) tellFailures(seen.failures, failures);
    Object.assign(seen, { summary, failures, pauses, scope });
  });

  const view = () => [
    heading('Queue', null, periods(fields)),
    problem(errors.values().next().value ?? null, 'What is shown may be old.'),
    banner(seen.pauses, readOverview),
    seen.summary && seen.failures && [states(seen.summary, seen.failures, fields), sampled(seen.summary, fields), apart(filter)],
    PHONE.matches ? [list(), around()] : [around(), list()],
  ];
  const around = () => [
    seen.summary && pictures(seen.summary, fields, (lane) => pause('lane', lane, readOverview)),
    seen.failures && causes(seen.failures, fields),
  ];
  const list = () => section('Runs',
    button('Retry all that match …', () => retryMatching(filter), '', { class: 'beside' }),
    filters(fields, filter),
    runsTable('Runs', seen.runs, fields, { 'aria-busy': String(busy) }),
    !seen.runs.length && !busy && !errors.size && nothing(filter, seen.next),
    busy && !seen.runs.length && h('p', { class: 'loading' }, 'Loading …'),
    seen.next && seen.filter === wanted && h('p', { class: 'more' }, button(seen.runs.length ? 'Older runs' : 'Look further', readMore), ` Looked at ${many(seen.looked, 'run')}, back to ${moment(seen.searched)}.`));

  draw();
  PHONE.addEventListener('change', draw, { signal });
  repeat(5, readRuns, signal);
  repeat(20, readOverview, signal);
}

/** @param {RunRowAnswer[]} runs */
export const isFull = (runs) => runs.length >= FULL;

/** Whether what is older than these is known already. @param {RunRowAnswer[]} runs */
const joins = (runs) => {
  const last = runs.at(-1);
  return !last || placeOf(last) >= 0;
};

/** @param {RunRowAnswer} run */
const placeOf = (run) => seen.runs.findIndex((known) => keyOf(known) === keyOf(run));

/**
 * Ask until there is enough, within reason: one answer may hold few rows and yet not be the last.
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

/** Newest runs replace those before them; older ones stay, unless runs that nobody has seen lie between. @param {RunsAnswer} fresh @param {boolean} first */
function take(fresh, first) {
  const keys = new Set(fresh.runs.map(keyOf));
  const anew = first || !fresh.next || !joins(fresh.runs);
  const last = fresh.runs.at(-1);
  const rest = last ? seen.runs.slice(placeOf(last) + 1) : seen.runs.filter((run) => run.created_at <= fresh.searched_until);
  const older = anew ? [] : rest.filter((run) => !keys.has(keyOf(run)));
  if (anew) Object.assign(seen, { next: fresh.next, searched: fresh.searched_until, looked: fresh.rows_read, extended: false });
  Object.assign(seen, { runs: [...fresh.runs, ...older], loaded: true });
}

/** @param {FailuresAnswer | null} before @param {FailuresAnswer} failures */
function tellFailures(before, failures) {
  const more = before ? failed(failures) - failed(before) : 0;
  if (more > 0) say(`${many(more, 'more run')} failed.`);
}

/** @param {Record<string, string>} fields @param {Record<string, string>} filter */
function filters(fields, filter) {
  const search = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const given = Object.fromEntries(INPUTS.map(([name]) => [name, String(form.get(name))]));
    const times = { since: unixTime(given.since), until: unixTime(given.until) };
    const to = href({ ...fields, ...given, ...times });
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
      h('a', { href: href({ view: 'resource', store: fields.store, resource: fields.resource }), class: 'button quiet' }, 'All about one resource')));
  return PHONE.matches ? h('details', { open: any, 'data-key': 'filters' }, h('summary', {}, 'Filter'), form) : form;
}

/** What stands above the runs is of one store or all: told where that is not what the filter says. @param {Record<string, string>} filter */
function apart({ store, state: _state, ...others }) {
  return Object.keys(others).length > 0 && h('p', { class: 'faint' }, `Counts, pictures and causes are of all runs ${store ? 'of the store' : ''} in the period; the other filters choose among the runs.`);
}

/** @param {Record<string, string>} filter @param {string | null} next */
function nothing(filter, next) {
  if (next) return empty('No runs match so far', 'There are older ones to look at.');
  if (Object.keys(filter).length) return empty('No runs match', 'Take a filter away, or choose a longer time.');
  return empty('No runs yet', 'A run appears here as soon as BigCommerce delivers a webhook that an action wants.',
    note('calm', 'To see one now: ', h('code', {}, `storehook send store/order/updated${onThisStack()}`)));
}
