/** View of one resource of a store, such as `order/113`: its runs, and the records with its ID. */

import { data, empty, heading, problem, say, section, table, time } from './parts.js';
import { get } from './api.js';
import { h, show } from './dom.js';
import { href, recordHref, resourceHref } from './address.js';
import { isFull, search } from './queue.js';
import { repeat } from './live.js';
import { runsTable } from './runs.js';
import { searchForm } from './search.js';

/** @import { RecordBriefAnswer, RecordsAnswer, RunsAnswer } from './answers' */
/** @import { Up } from './parts.js' */
/** @import { Input } from './search.js' */

/** `order 113`, `order/113` or `Order #113`. */
const TYPED = /^([a-z][a-z_ ]*?)[\s/:#]+(\S+)$/i;

/** @param {Record<string, string>} fields */
export const title = (fields) => fields.resource ?? 'Resource';

/** @param {HTMLElement} main @param {Record<string, string>} fields @param {AbortSignal} signal */
export function start(main, fields, signal) {
  const { store, resource } = fields;
  /** @type {Up} */
  const up = ['Queue', href({ view: 'queue', store })];
  const head = () => [heading(resource ? data(resource, 'code') : 'Resource', up), searchResource(fields)];
  if (!store || !resource) return show(main, head(), empty('Find a resource', 'Enter the hash of a store and a resource, such as order 113, to see its runs and the records with its ID.'));
  /** @type {{runs: RunsAnswer | null, records: RecordsAnswer | null, errors: Map<string, Error>}} */
  const state = { runs: null, records: null, errors: new Map() };
  const draw = () => show(main, head(), recordsOf(state.records, state.errors.get('records')), runsOf(state.runs, state.errors.get('runs'), { store, resource }));
  const reading = (/** @type {'runs' | 'records'} */ what, /** @type {() => Promise<object>} */ ask) => async () => {
    try {
      Object.assign(state, { [what]: await ask() });
      state.errors.delete(what);
    } catch (error) {
      if (signal.aborted) return;
      state.errors.set(what, /** @type {Error} */ (error));
    }
    draw();
  };
  draw();
  repeat(5, reading('runs', () => search({ store, resource }, null, signal, isFull)), signal);
  // Each request asks the reconciler for the models.
  repeat(60, reading('records', () => get('api/records/by-id', { store, id: idOf(resource) }, signal)), signal);
}

/** @type {Input[]} */
const INPUTS = [['store', 'Store', 'wvpfsac141'], ['resource', 'Resource', 'order 113']];

/**
 * Return the form that finds a resource.
 * @param {Record<string, string>} fields the current values
 * @param {string} [known] the store, if it is fixed
 */
export function searchResource(fields, known) {
  const typed = { ...fields, resource: (fields.resource ?? '').replace('/', ' ') };
  return searchForm('Find a resource', known ? INPUTS.slice(1) : INPUTS, typed, ({ store = known, resource }) => {
    const name = resourceOf(resource ?? '');
    if (!name || !store) say('Enter the hash of a store, and a resource with its ID, such as order 113.');
    return name && store ? resourceHref(store, name) : null;
  });
}

/** Return storehook’s name of a resource, or null. @param {string} text */
function resourceOf(text) {
  const [, kind = '', id] = TYPED.exec(text) ?? [];
  return id ? `${kind.toLowerCase().replace(/ +/g, '_')}/${id}` : null;
}

/** @param {string} resource */
const idOf = (resource) => resource.slice(resource.indexOf('/') + 1);

/** @param {RecordsAnswer | null} answer @param {Error} [error] */
function recordsOf(answer, error) {
  return section('Records with this ID', problem(error ?? null), answer ? records(answer.records) : !error && h('p', { class: 'loading' }, 'Loading …'));
}

/** @param {RecordBriefAnswer[]} rows */
function records(rows) {
  if (!rows.length) return h('p', { class: 'faint' }, 'No model of the deployed code has a record with this ID.');
  return table('Records with this ID', [
    ['Model', (record) => data(record.model, 'code')],
    ['ID', (record) => h('a', { href: recordHref(record), class: 'open' }, data(record.id, 'code')), 'id'],
    ['Fields', (record) => data(record.brief, 'code'), 'brief'],
    ['Updated', (record) => time(record.updated_at), 'when'],
  ], rows, (record) => record.model);
}

/** @param {RunsAnswer | null} answer @param {Error | undefined} error @param {{store: string, resource: string}} fields */
function runsOf(answer, error, fields) {
  return section('Runs', problem(error ?? null),
    !answer && !error && h('p', { class: 'loading' }, 'Loading …'),
    answer && answer.runs.length > 0 && runsTable('Runs', answer.runs, fields),
    answer && !answer.runs.length && !answer.next && empty('No runs', 'Runs expire after some weeks (RunsRetentionDays). Write the resource as the queue does: order/113, customer/7, customer_address/60.'),
    answer?.next && h('p', { class: 'more' }, h('a', { href: href({ view: 'queue', ...fields }) }, 'Older runs')));
}
