/** All that is known of one resource of a store, such as `order/113`: its runs, and the records with its id. */

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
  if (!store || !resource) return show(main, head(), empty('Which one?', 'Type a store’s hash and what to look for, such as order 113: you see its runs, and the records with its id.'));
  /** @type {{runs: RunsAnswer | null, records: RecordsAnswer | null, errors: Map<string, Error>}} */
  const seen = { runs: null, records: null, errors: new Map() };
  const draw = () => show(main, head(), recordsOf(seen.records, seen.errors.get('records')), runsOf(seen.runs, seen.errors.get('runs'), { store, resource }));
  const reading = (/** @type {'runs' | 'records'} */ what, /** @type {() => Promise<object>} */ ask) => async () => {
    try {
      Object.assign(seen, { [what]: await ask() });
      seen.errors.delete(what);
    } catch (error) {
      if (signal.aborted) return;
      seen.errors.set(what, /** @type {Error} */ (error));
    }
    draw();
  };
  draw();
  repeat(5, reading('runs', () => search({ store, resource }, null, signal, isFull)), signal);
  // The reconciler is asked for the models each time.
  repeat(60, reading('records', () => get('api/records/by-id', { store, id: idOf(resource) }, signal)), signal);
}

/** @type {Input[]} */
const INPUTS = [['store', 'Store', 'wvpfsac141'], ['resource', 'Order, customer, product …', 'order 113']];

/**
 * Looks for a resource of a store.
 * @param {Record<string, string>} fields what is looked at now
 * @param {string} [known] the store, where there is no question which one
 */
export function searchResource(fields, known) {
  const typed = { ...fields, resource: (fields.resource ?? '').replace('/', ' ') };
  return searchForm('Find a resource', known ? INPUTS.slice(1) : INPUTS, typed, ({ store = known, resource }) => {
    const found = resourceOf(resource ?? '');
    if (!found || !store) say('Type the hash of a store, and a kind and an id, such as order 113.');
    return found && store ? resourceHref(store, found) : null;
  });
}

/** How storehook names what was typed, or null. @param {string} text */
function resourceOf(text) {
  const [, kind = '', id] = TYPED.exec(text) ?? [];
  return id ? `${kind.toLowerCase().replace(/ +/g, '_')}/${id}` : null;
}

/** @param {string} resource */
const idOf = (resource) => resource.slice(resource.indexOf('/') + 1);

/** @param {RecordsAnswer | null} found @param {Error} [error] */
function recordsOf(found, error) {
  return section('Records with this id', problem(error ?? null), found ? records(found.records) : !error && h('p', { class: 'loading' }, 'Loading …'));
}

/** @param {RecordBriefAnswer[]} found */
function records(found) {
  if (!found.length) return h('p', { class: 'faint' }, 'No model of the deployed code has a record with this id.');
  return table('Records with this id', [
    ['Model', (record) => data(record.model, 'code')],
    ['Id', (record) => h('a', { href: recordHref(record), class: 'open' }, data(record.id, 'code')), 'id'],
    ['Fields', (record) => data(record.brief, 'code'), 'brief'],
    ['Updated', (record) => time(record.updated_at), 'when'],
  ], found, (record) => record.model);
}

/** @param {RunsAnswer | null} found @param {Error | undefined} error @param {{store: string, resource: string}} fields */
function runsOf(found, error, fields) {
  return section('Runs', problem(error ?? null),
    !found && !error && h('p', { class: 'loading' }, 'Loading …'),
    found && found.runs.length > 0 && runsTable('Runs', found.runs, fields),
    found && !found.runs.length && !found.next && empty('No runs', 'Runs are kept for some weeks. Name the resource as the queue does: order/113, customer/7, customer_address/60.'),
    found?.next && h('p', { class: 'more' }, h('a', { href: href({ view: 'queue', ...fields }) }, 'Older runs')));
}
