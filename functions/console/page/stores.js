/** The stores, and how their webhooks are. */

import { button, data, empty, heading, mark, pick, problem, table, time } from './parts.js';
import { get } from './api.js';
import { h, show } from './dom.js';
import { href } from './address.js';
import { number } from './format.js';
import { repeat } from './live.js';

/** @import { Status, StoreRowAnswer, StoresAnswer } from './answers' */

/** @type {Record<Status, string>} */
const STATUS = { active: 'good', paused: 'warn', uninstalled: 'calm' };

export const title = () => 'Stores';

/** @param {Status} status */
export const statusMark = (status) => mark(status, pick(STATUS, status, 'calm'));

/** How a store's webhooks are. @param {StoreRowAnswer} store */
export function healthMark(store) {
  if (store.status !== 'active') return h('span', { class: 'faint' }, '–');
  const wrong = store.blocked || store.missing || store.inactive;
  return mark(store.health, wrong ? 'bad' : store.outcome === 'registered' ? 'good' : 'warn');
}

/** @param {HTMLElement} main @param {Record<string, string>} _fields @param {AbortSignal} signal */
export function start(main, _fields, signal) {
  /** @type {StoreRowAnswer[] | null} */
  let stores = null;
  /** @type {Error | null} */
  let error = null;
  let pages = 1;
  /** @type {string | null} */
  let next = null;

  const read = async () => {
    try {
      /** @type {StoreRowAnswer[]} */
      const found = [];
      next = null;
      for (let page = 0; page < pages && (page === 0 || next); page += 1) {
        /** @type {StoresAnswer} */
        const answer = await get('api/stores', { next }, signal);
        found.push(...answer.stores);
        next = answer.next;
      }
      [stores, error] = [found, null];
    } catch (failed) {
      if (signal.aborted) return;
      error = /** @type {Error} */ (failed);
    }
    draw();
  };
  const more = () => {
    pages += 1;
    return read();
  };
  const draw = () => show(main,
    heading('Stores', null),
    problem(error),
    !stores && !error && h('p', { class: 'loading' }, 'Loading …'),
    stores && listed(stores),
    next && h('p', { class: 'more' }, button('More stores', more)));

  draw();
  repeat(15, read, signal);
}

/** @param {StoreRowAnswer[]} stores */
function listed(stores) {
  if (!stores.length) return empty('No store yet', 'Install your app in a BigCommerce store, or add a store by its API account.', h('p', {}, h('code', {}, 'storehook stores add --help')));
  return table('Stores', [
    ['Store', (store) => h('a', { href: href({ view: 'store', hash: store.store_hash }), class: 'open' }, data(store.name || store.store_hash)), 'action'],
    ['Hash', (store) => data(store.store_hash, 'code')],
    ['Status', (store) => statusMark(store.status)],
    ['Webhooks', healthMark],
    ['Registered', (store) => number(store.registered), 'count'],
    ['Last delivery', (store) => time(store.last_delivery_at)],
    ['Last reconcile', (store) => time(store.reconciled_at)],
  ], stores, (store) => store.store_hash);
}
