/** View of one store: its webhooks, their problems, and what an operator can do. */

import { button, data, empty, facts, fullTime, heading, mark, note, pick, problem, say, section, table, time } from './parts.js';
import { confirm, open } from './dialog.js';
import { get, post } from './api.js';
import { h, show } from './dom.js';
import { healthMark, statusMark } from './stores.js';
import { href } from './address.js';
import { heldRuns } from './pauses.js';
import { localTime, many, moment, now, number, unixTime } from './format.js';
import { repeat } from './live.js';
import { searchResource } from './resource.js';

/** @import { CatchUpProgress, CatchUpPreviewAnswer, ReconciliationAnswer, StepAnswer, StoreAnswer } from './answers' */
/** @import { Up } from './parts.js' */

/** @typedef {`api/stores/${string}`} Path path of a store in the API */
/** @typedef {() => Promise<void>} Done reads the store again after an operation */

/** @type {Record<string, string>} */
const TONES = { create: 'good', reactivate: 'good', 're-point': 'warn', amend: 'warn', delete: 'bad', keep: 'calm' };

/** @param {Record<string, string>} fields */
export const title = (fields) => `Store ${fields.hash ?? ''}`;

/** @param {HTMLElement} main @param {Record<string, string>} fields @param {AbortSignal} signal */
export function start(main, fields, signal) {
  /** @type {Path} */
  const path = `api/stores/${encodeURIComponent(fields.hash ?? '')}`;
  /** @type {StoreAnswer | null} */
  let store = null;
  /** @type {Error | null} */
  let error = null;
  const read = async () => {
    try {
      store = await get(path, {}, signal);
      error = null;
    } catch (failed) {
      if (signal.aborted) return;
      error = /** @type {Error} */ (failed);
    }
    draw();
  };
  const acts = (/** @type {StoreAnswer} */ answer) => ({
    reconcile: () => reconcile(path, read),
    pause: () => pause(path, read),
    resume: () => resume(path, answer, read),
    catchUp: () => catchUp(path, answer, read),
  });
  const draw = () => show(main, store ? view(store, error, acts(store)) : missing(error));
  draw();
  repeat(10, read, signal);
}

/** @returns {Up} */
const up = () => ['Stores', href({ view: 'stores' })];

/** @param {Error | null} error */
const missing = (error) => [heading('Store', up()), problem(error) ?? h('p', { class: 'loading' }, 'Loading …')];

/**
 * @param {StoreAnswer} store
 * @param {Error | null} error
 * @param {{reconcile: () => void, pause: () => void, resume: () => void, catchUp: () => void}} acts
 */
function view(store, error, acts) {
  return [
    heading([data(store.name || store.store_hash), ' ', statusMark(store.status)], up(),
      store.status === 'paused' && button('Resume …', acts.resume),
      store.status === 'active' && [button('Pause …', acts.pause), button('Catch up …', acts.catchUp), button('Reconcile webhooks …', acts.reconcile, 'primary')]),
    problem(error),
    warnings(store),
    h('div', { class: 'columns' },
      h('div', {}, section('Registered webhooks', webhooks(store))),
      h('div', {}, section('About', about(store)), section('Find a resource', searchResource({}, store.store_hash)), store.catch_up && section('Catch-up', progressOf(store.catch_up)))),
  ];
}

/** @param {StoreAnswer} store */
function warnings(store) {
  const { exception, blocked, missing, detail } = store.registration;
  return h('div', { class: 'notes' },
    store.status === 'paused' && note('warn', h('strong', {}, 'Paused: '), data(store.reason || 'no reason given'), '. ',
      h('a', { href: href({ view: 'queue', store: store.store_hash, state: 'held' }) }, heldRuns(store.held)), ' since ', fullTime(store.paused_at), ' by ', data(store.paused_by || 'somebody'), '.'),
    store.status === 'active' && store.held.count > 0 && note('calm', `${heldRuns(store.held)}. The timer releases about 100 a minute, oldest first.`),
    blocked.map((domain) => note('bad', h('strong', {}, 'BigCommerce blocks deliveries to '), data(domain.destination, 'code'), ` until ${moment(domain.until)}. `,
      data(domain.reasons.join('; ')))),
    missing.length > 0 && note('bad', h('strong', {}, `${many(missing.length, 'scope')} without a webhook: `), missing.map((scope, index) => [index > 0 && ', ', data(scope, 'code')])),
    isRefused(store) && note('bad', newToken(store)),
    detail && note('warn', h('strong', {}, 'Last reconciliation: '), data(detail)),
    exception && note('warn', h('strong', {}, `BigCommerce reported ${exception.code}: `), data(exception.message), ' ', fullTime(exception.at)));
}

/** @param {StoreAnswer} store */
const isRefused = (store) => store.status !== 'uninstalled' && store.outcome === 'unauthorized';

/** @param {StoreAnswer} store */
const newToken = (store) => 'BigCommerce refuses its token, which is tried every hour. Resuming alone does not help: it is paused again. '
  + (store.account === 'app' ? 'Ask its merchant to reinstall the app.' : `Add it again with a new token: storehook stores add ${store.store_hash}`);

/** @param {StoreAnswer} store */
function webhooks(store) {
  if (!store.registration.webhooks.length) return empty('No webhooks', store.status === 'uninstalled' ? 'The app is uninstalled from this store.' : 'Reconcile webhooks to create those that your actions subscribe to.');
  return table('Registered webhooks', [
    ['Scope', (webhook) => h('a', { href: href({ view: 'queue', store: store.store_hash, scope: webhook.scope }) }, data(webhook.scope)), 'wide'],
    ['Deliveries', (webhook) => (isRefused(store) ? mark('unknown', 'warn') : webhook.active ? mark('on', 'good') : mark('switched off', 'bad'))],
    ['Since', (webhook) => time(webhook.since)],
    ['ID', (webhook) => data(webhook.id, 'code'), 'count'],
  ], store.registration.webhooks, (webhook) => String(webhook.id));
}

/** @param {StoreAnswer} store */
function about(store) {
  const destinations = [...new Set(store.registration.webhooks.map((webhook) => webhook.destination))];
  return facts([
    ['Hash', data(store.store_hash, 'code')],
    ['Webhooks', healthMark(store)],
    ['Runs', h('a', { href: href({ view: 'queue', store: store.store_hash }) }, 'Runs of this store')],
    ['Records', h('a', { href: href({ view: 'records', store: store.store_hash }) }, 'Records of this store')],
    ['API account', store.account === 'app' ? 'app' : 'store-level'],
    ['Installed', fullTime(store.installed_at)],
    ['Uninstalled', store.uninstalled_at && fullTime(store.uninstalled_at)],
    ['Last delivery', fullTime(store.last_delivery_at)],
    ['Last reconciliation', fullTime(store.reconciled_at)],
    ['Destination', destinations.map((url) => h('p', {}, data(url, 'code')))],
  ]);
}

/** @param {CatchUpProgress} catchUp */
function progressOf(catchUp) {
  const total = (/** @type {'sent' | 'covered'} */ name) => catchUp.resources.reduce((sum, resource) => sum + resource[name], 0);
  return facts([
    ['State', data(catchUp.state)],
    ['From', moment(catchUp.since)],
    ['To', moment(catchUp.until)],
    ['Started', fullTime(catchUp.started_at)],
    ['Runs started', number(total('sent'))],
    ['Already handled', number(total('covered'))],
    ['', catchUp.detail && data(catchUp.detail)],
  ]);
}

/** @param {Path} path @param {Done} done */
function reconcile(path, done) {
  const dialog = open('Reconcile webhooks');
  const failed = (/** @type {Error} */ error) => dialog.signal.aborted || dialog.draw('', [problem(error)]);
  const offer = (/** @type {ReconciliationAnswer} */ { outcome, detail, steps }) => {
    const changes = steps.filter((step) => step.step !== 'keep');
    const verb = `Apply ${many(changes.length, 'change')}`;
    dialog.draw(changes.length ? 'These changes would be made at BigCommerce:' : 'All webhooks match your actions. There is nothing to change.', [
      outcome !== 'reconciled' && detail && note('warn', data(detail)),
      plan('Changes', changes),
      steps.length > changes.length && h('p', { class: 'faint' }, `Unchanged: ${many(steps.length - changes.length, 'webhook')}.`),
    ], changes.length ? [button(verb, () => apply().catch(failed), 'primary')] : []);
  };
  const apply = async () => {
    dialog.draw('Reconciling …');
    const { outcome, detail, steps } = await post(`${path}/reconcile`, { dry_run: false }, dialog.signal);
    const good = outcome === 'reconciled';
    dialog.draw(good ? 'All webhooks match your actions.' : 'Not all webhooks could be reconciled.',
      [!good && note('bad', data(detail || outcome)), plan('Changes', steps.filter((step) => step.step !== 'keep'))]);
    await done();
  };
  post(`${path}/reconcile`, { dry_run: true }, dialog.signal).then(offer).catch(failed);
}

/** @param {string} name @param {StepAnswer[]} steps */
function plan(name, steps) {
  if (!steps.length) return null;
  return table(name, [
    ['Step', (step) => mark(step.step, pick(TONES, step.step, 'calm'))],
    ['Scope', (step) => data(step.scope), 'wide'],
    ['Destination', (step) => data(step.destination, 'code')],
  ], steps, (step) => `${step.step} ${step.scope} ${step.id}`);
}

/** @param {Path} path @param {Done} done */
function pause(path, done) {
  const reason = h('input', { type: 'text', maxlength: '200', autocomplete: 'off' });
  const question = 'Its runs are held until you resume it, and its API is not called. No run fails because of the pause.';
  confirm('Pause this store?', question, [h('label', {}, 'Reason', reason)], 'Pause', async () => {
    await post(`${path}/pause`, { reason: reason.value });
    say('Paused.');
    await done();
  });
}

/** @param {Path} path @param {StoreAnswer} store @param {Done} done */
function resume(path, store, done) {
  confirm('Resume this store?', 'Its API is called again, and held runs continue, oldest first.', [isRefused(store) && note('bad', newToken(store))], 'Resume', async () => {
    await post(`${path}/resume`, {});
    say('Resumed.');
    await done();
  });
}

/** @param {Path} path @param {StoreAnswer} store @param {Done} done */
function catchUp(path, store, done) {
  const dialog = open('Catch up');
  const from = store.last_delivery_at ?? now() - 86400;
  const input = h('input', { type: 'datetime-local', name: 'since', required: true, value: localTime(String(from)) });
  const failed = (/** @type {Error} */ error) => dialog.signal.aborted || ask(error);
  const why = 'Starts runs for changed orders, products and customers, if BigCommerce did not deliver their events. It skips changes that have a run.';
  const ask = (/** @type {Error | null} */ error = null) => dialog.draw(why, [
    h('label', {}, 'Changed since (local time)', input),
    problem(error),
  ], [button('Preview', count, 'primary')]);
  const send = (/** @type {boolean} */ dryRun) => post(`${path}/catch-up`, { since: unixTime(input.value), dry_run: dryRun }, dialog.signal);
  const preview = async () => /** @type {CatchUpPreviewAnswer} */ (await send(true));
  const count = () => {
    if (!input.reportValidity()) return;
    dialog.draw('Reading the changes …');
    preview().then(offer, failed);
  };
  const offer = (/** @type {CatchUpPreviewAnswer} */ { resources }) => {
    const counts = resources.flatMap(({ resource, actions }) => Object.entries(actions).map(([action, count]) => ({ resource, action, count })));
    const detail = resources.filter((preview) => preview.detail).map((preview) => `${preview.resource}: ${preview.detail}`).join(' ');
    const sum = counts.reduce((total, { count }) => total + count, 0);
    dialog.draw(`This would start ${many(sum, 'run')}.`, [
      detail && note('warn', h('strong', {}, 'There may be more. '), data(detail)),
      sum > 0 && table('Counts', [['Resource', ({ resource }) => data(resource)], ['Action', ({ action }) => data(action, 'code')], ['Runs', ({ count }) => number(count), 'count']],
        counts, ({ resource, action }) => `${resource} ${action}`, { class: 'plain' }),
    ], [button('Back', () => ask()), button('Start', go, 'primary', { disabled: !sum })]);
  };
  const go = () => {
    dialog.draw('Starting …'); // without a button for a second click
    send(false).then(() => {
      dialog.close();
      say('Catch-up started.');
      return done();
    }, failed);
  };
  ask();
}
