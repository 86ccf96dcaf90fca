/** View of all stores and the state of their webhooks. */

import { data, empty, mark, pick, table, time } from './parts.js';
import { get } from './api.js';
import { h } from './dom.js';
import { href } from './address.js';
import { number } from './format.js';
import { paged } from './pages.js';

/** @import { Status, StoreRowAnswer } from './answers' */

/** @type {Record<Status, string>} */
const STATUS = { active: 'good', paused: 'warn', uninstalled: 'calm' };

export const title = () => 'Stores';

/** @param {Status} status */
export const statusMark = (status) => mark(status, pick(STATUS, status, 'calm'));

/** Return the state of a store's webhooks. @param {StoreRowAnswer} store */
export function healthMark(store) {
  if (store.status !== 'active') return h('span', { class: 'faint' }, '–');
  const wrong = store.blocked || store.missing || store.inactive;
  return mark(store.health, wrong ? 'bad' : store.outcome === 'reconciled' ? 'good' : 'warn');
}

/** @param {StoreRowAnswer[]} stores */
function listed(stores) {
  if (!stores.length) return empty('No stores yet', 'Install your app in a BigCommerce store, or add a store with its own API account.', h('p', {}, h('code', {}, 'storehook stores add --help')));
  return table('Stores', [
    ['Store', (store) => h('a', { href: href({ view: 'store', hash: store.store_hash }), class: 'open' }, data(store.name || store.store_hash)), 'action'],
    ['Hash', (store) => data(store.store_hash, 'code')],
    ['Status', (store) => [statusMark(store.status), ' ', time(store.paused_at ?? store.uninstalled_at, '')]],
    ['Webhooks', healthMark],
    ['Registered', (store) => number(store.registered), 'count'],
    ['Last delivery', (store) => time(store.last_delivery_at)],
    ['Last reconciliation', (store) => time(store.reconciled_at)],
  ], stores, (store) => store.store_hash);
}

export const start = paged('Stores', 'stores', async (next, signal) => {
  const answer = await get('api/stores', { next }, signal);
  return { rows: answer.stores, next: answer.next };
}, listed);
