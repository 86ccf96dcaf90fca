/** View of one record: its stored fields, pending changes, and the runs that changed it. */

import { copyButton, data, facts, fullTime, heading, problem, section, table, time } from './parts.js';
import { get } from './api.js';
import { h, show } from './dom.js';
import { href, resourceHref, runHref } from './address.js';
import { pretty } from './payload.js';
import { repeat } from './live.js';

/** @import { Child } from './dom.js' */
/** @import { RunKey, RecordAnswer } from './answers' */
/** @import { Up } from './parts.js' */

/** @param {Record<string, string>} fields */
export const title = (fields) => `${fields.model ?? ''} ${fields.id ?? ''}`;

/** @param {HTMLElement} main @param {Record<string, string>} fields @param {AbortSignal} signal */
export function start(main, fields, signal) {
  const { store, model, id } = fields;
  /** @type {Up} */
  const up = ['Records', href({ view: 'records', store, model })];
  /** @type {RecordAnswer | null} */
  let record = null;
  /** @type {Error | null} */
  let error = null;
  const draw = () => show(main, heading([data(model ?? '', 'code'), ' ', data(id ?? '', 'code')], up), problem(error),
    record ? view(record) : !error && h('p', { class: 'loading' }, 'Loading …'));
  const read = async () => {
    try {
      record = await get('api/record', { store, model, id }, signal);
      error = null;
    } catch (failed) {
      if (signal.aborted) return;
      error = /** @type {Error} */ (failed);
    }
    draw();
  };
  draw();
  repeat(10, read, signal);
}

/** @param {RecordAnswer} record */
function view(record) {
  const text = JSON.stringify(record.fields, null, 2);
  return [
    h('div', { class: 'columns' },
      h('div', {}, section('Fields',
        h('div', { class: 'beside actions' }, copyButton(text, 'fields')),
        h('pre', { tabindex: '0', role: 'region', 'aria-label': 'Fields as text', class: 'json' }, pretty(text) ?? text))),
      h('div', {}, section('About', about(record)))),
    pending(record),
    changes(record),
  ];
}

/** @param {RecordAnswer} record */
function about(record) {
  return facts([
    ['Store', h('a', { href: href({ view: 'store', hash: record.store_hash }) }, data(record.store_hash, 'code'))],
    ['Model', data(record.model, 'code')],
    ['ID', [data(record.id, 'code'), ' ', copyButton(record.id, 'ID')]],
    ['Resource', record.resource && h('a', { href: resourceHref(record.store_hash, record.resource) }, data(record.resource))],
    ['Version', String(record.version)],
    ['Created', fullTime(record.created_at)],
    ['Updated', fullTime(record.updated_at)],
    ['Expires', record.expires_at && fullTime(record.expires_at)],
  ]);
}

/** @param {RecordAnswer} record */
function pending({ pending_changes: waiting }) {
  return waiting.length > 0 && section('Pending',
    h('p', { class: 'faint' }, 'These runs have saved the record, but their on_success has not ended.'),
    table('Pending', [
      ['Run', (change) => by(change.run), 'action'],
      ['Operation', (change) => data(change.operation)],
      ['Fields', (change) => names(change.fields, 0)],
      ['Since', (change) => time(change.at), 'when'],
    ], waiting, (change) => keyOf(change.run)));
}

/** @param {RecordAnswer} record */
function changes({ changes: made, created_at: at, creator }) {
  /** @type {[number, RunKey, Child][]} */
  const rows = [...made.map(({ at: then, run, fields, more }) => /** @type {[number, RunKey, Child]} */ ([then, run, names(fields, more)])), [at, creator, 'created']];
  return section('Changes',
    table('Changes', [
      ['Run', ([, run]) => by(run), 'action'],
      ['Changed', ([, , what]) => what, 'wide'],
      ['When', ([then]) => time(then), 'when'],
    ], rows, ([then, run]) => `${then} ${keyOf(run)}`),
    made.length > 0 && h('p', { class: 'faint' }, 'A record keeps its last ten changes.'));
}

/** @param {RunKey} run */
const by = (run) => h('span', {}, h('a', { href: runHref(run), class: 'open' }, data(run.action, 'code')), ' ', data(run.event_id, 'code faint'));

/** @param {RunKey} run */
const keyOf = (run) => `${run.event_id}/${run.action}~${run.generation}`;

/** @param {string[]} fields @param {number} more */
const names = (fields, more) => h('span', {}, fields.map((name, index) => [index > 0 && ', ', data(name, 'code')]), more > 0 && h('span', { class: 'faint' }, ` and ${more} more`));
