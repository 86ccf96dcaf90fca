/** Table of runs. */

import { data, stateMark, table, time, why } from './parts.js';
import { ago } from './format.js';
import { h } from './dom.js';
import { href, runHref } from './address.js';

/** @import { Fields } from './address.js' */
/** @import { Attributes } from './dom.js' */
/** @import { RunKey, RunRowAnswer } from './answers' */

/** @param {RunKey} run */
export const keyOf = (run) => `${run.store_hash}/${run.event_id}/${run.action}~${run.generation}`;

/** States of runs that have yet to run. */
export const WAITING = ['scheduled', 'waiting', 'retrying', 'held'];

/** Return only the key of a run. @param {RunKey} run */
export const keyFields = ({ store_hash, event_id, action, generation }) => ({ store_hash, event_id, action, generation });

/**
 * @param {string} caption
 * @param {RunRowAnswer[]} runs
 * @param {Fields} [fields] the filters that a click on a store, a scope or a resource adds to
 * @param {Attributes} [more]
 */
export function runsTable(caption, runs, fields = {}, more = {}) {
  /** @param {string} name @param {string | null} value @param {string} [kind] @param {string | null} [text] */
  const narrowed = (name, value, kind, text = value) =>
    value && h('a', { href: href({ ...fields, view: 'queue', [name]: value }), class: 'filter' }, data(text, kind));
  return table(caption, [
    ['State', (run) => [stateMark(run.state), run.next_attempt_at && h('span', { class: 'faint next' }, ` ${ago(run.next_attempt_at)}`)], 'state'],
    ['Action', (run) => h('a', { href: runHref(run), class: 'open' }, data(run.action, 'code')), 'action'],
    ['Scope', (run) => narrowed('scope', run.scope), 'scope'],
    ['Resource', (run) => narrowed('resource', run.resource), 'resource'],
    ['Store', (run) => narrowed('store', run.store_hash, 'code'), 'store'],
    ['Error', (run) => [narrowed('fingerprint', run.fingerprint, 'code', run.error_type), why(run.error)], 'error'],
    ['Attempt', (run) => run.attempt || '–', 'count'],
    ['Created', (run) => time(run.created_at), 'when'],
  ], runs, keyOf, { class: 'feed', ...more });
}
