/** View of a store's records of one model, or of its models. */

import { STATES, data, empty, mark, section, table, time } from './parts.js';
import { get } from './api.js';
import { href, recordHref } from './address.js';
import { h } from './dom.js';
import { many } from './format.js';
import { paged } from './pages.js';
import { searchForm } from './search.js';

/** @import { RecordBriefAnswer } from './answers' */
/** @import { View } from './page.js' */
/** @import { Input } from './search.js' */

/** @type {Input[]} */
const INPUTS = [['store', 'Store', 'wvpfsac141'], ['model', 'Model', 'Order'], ['id', 'ID (optional)', '113']];

export const title = () => 'Records';

/** @type {View['start']} */
export function start(main, fields, signal) {
  const { store, model } = fields;
  const above = () => search(fields);
  if (store && model) paged('Records', 'records', (next) => readRecords(store, model, next, signal), (rows) => listed(rows, store), above)(main, fields, signal);
  else paged('Records', 'models', () => readModels(store, signal), (models) => choice(models, store), above)(main, fields, signal);
}

/** @param {string} store @param {string} model @param {string | null} next @param {AbortSignal} signal */
async function readRecords(store, model, next, signal) {
  const answer = await get('api/records', { store, model, next }, signal);
  return { rows: answer.records, next: answer.next };
}

/** @param {string | undefined} store @param {AbortSignal} signal */
async function readModels(store, signal) {
  return { rows: store ? (await get('api/models', {}, signal)).models : [], next: null };
}

/** @param {Record<string, string>} fields */
const search = (fields) => searchForm('Find records', INPUTS, fields, ({ store, model, id }) =>
  href({ view: store && model && id ? 'record' : 'records', store, model, id }));

/** @param {string[]} models @param {string | undefined} store */
function choice(models, store) {
  if (!store) return empty('Choose a store', 'Enter its hash, or follow Records on the store’s page.', h('p', {}, h('a', { href: href({ view: 'stores' }) }, 'Stores')));
  if (!models.length) return empty('No models', 'The deployed actions use no models. To see records of another model, enter its name.');
  return section('Models of the deployed code',
    h('ul', { class: 'chips' }, models.map((model) => h('li', { 'data-key': model }, h('a', { href: href({ view: 'records', store, model }) }, data(model, 'code'))))));
}

/** @param {RecordBriefAnswer[]} records @param {string} store */
function listed(records, store) {
  if (!records.length) return empty('No records', 'The store has no records of this model. A model has the name of its class.', h('p', {}, h('a', { href: href({ view: 'records', store }) }, 'Models of the deployed code')));
  return table('Records', [
    ['ID', (record) => h('a', { href: recordHref(record), class: 'open' }, data(record.id, 'code')), 'id'],
    ['Fields', (record) => data(record.brief, 'code'), 'brief'],
    ['Pending', (record) => (record.pending ? mark(many(record.pending, 'change'), 'busy', STATES.waiting[1]) : '')],
    ['Version', (record) => String(record.version), 'count'],
    ['Updated', (record) => time(record.updated_at), 'when'],
  ], records, (record) => record.id);
}
