/** View of the deployed actions and their runs of the last day. */

import { button, data, empty, mark, stateMark, table, time } from './parts.js';
import { pause, resume } from './pauses.js';
import { get } from './api.js';
import { h } from './dom.js';
import { href } from './address.js';
import { number } from './format.js';
import { paged } from './pages.js';

/** @import { ActionAnswer } from './answers' */
/** @import { Done } from './pauses.js' */

/** @typedef {ActionAnswer & {paused: boolean}} Action */

const DAY = '24'; // hours

export const title = () => 'Actions';

/** @param {Action[]} actions @param {Done} done */
function listed(actions, done) {
  if (!actions.length) return empty('No actions yet', 'Write one, and deploy it.', h('p', {}, h('code', {}, 'storehook new action sync_order --scope store/order/created')));
  return table('Actions', [
    ['Action', ({ action, paused }) => h('span', {}, h('a', { href: href({ view: 'queue', action, hours: DAY }), class: 'open' }, data(action, 'code')), paused && [' ', mark('paused', 'warn')]), 'action'],
    ['Lane', ({ lane }) => data(lane)],
    ['Triggered by', ({ scopes }) => (scopes.length ? h('div', {}, scopes.map((scope) => h('div', {}, data(scope)))) : h('span', { class: 'faint' }, 'other actions'))],
    ['Last run', lastRun],
    ['Failed in 24 h', failures, 'count'],
    ['', ({ action, paused }) => button(paused ? 'Resume …' : 'Pause …', () => (paused ? resume : pause)('action', action, done), 'small', { 'aria-label': `${paused ? 'Resume' : 'Pause'} … the action ${action}` }), 'act'],
  ], actions, ({ action }) => action);
}

/** @param {Action} action */
function lastRun({ last_at: at, last_state: state, capped }) {
  if (!at || !state) return h('span', { class: 'faint' }, capped ? 'none among the newest runs' : 'none in 24 h');
  return h('span', { class: 'when' }, stateMark(state), ' ', time(at));
}

/** @param {Action} action */
function failures({ action, failed, capped }) {
  const count = (capped ? 'at least ' : '') + number(failed);
  return failed ? h('a', { href: href({ view: 'queue', action, state: 'failed', hours: DAY }), class: 'alarming' }, count) : count;
}

export const start = paged('Actions', 'actions', async (_next, signal) => {
  const [{ actions }, { pauses }] = await Promise.all([get('api/actions', {}, signal), get('api/pauses', {}, signal)]);
  const paused = new Set(pauses.filter(({ kind }) => kind === 'action').map(({ name }) => name));
  return { rows: actions.map((action) => ({ ...action, paused: paused.has(action.action) })), next: null };
}, listed);
