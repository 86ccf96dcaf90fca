/** The address holds the state of a view, so that views can be shared and Back works. */

/** @import { RunKey, RecordBriefAnswer } from './answers' */
/** @typedef {Record<string, string | number | boolean | null | undefined>} Fields parameters of an address or a request */

/** Fields that filter runs. */
export const FILTERS = ['state', 'store', 'scope', 'action', 'resource', 'fingerprint', 'since', 'until'];

/** Return the fields of the address. @returns {Record<string, string>} */
export function fields() {
  return Object.fromEntries(new URLSearchParams(location.search));
}

/** Return the fields that filter runs. @param {Fields} all @returns {Record<string, string>} */
export function filterOf(all) {
  return Object.fromEntries(FILTERS.filter((name) => all[name]).map((name) => [name, String(all[name])]));
}

/** Return an address, without empty fields. @param {Fields} wanted */
export function href(wanted) {
  return `?${parameters(wanted)}`;
}

/** Return the fields that have a value. @param {Fields} wanted */
export function parameters(wanted) {
  const entries = Object.entries(wanted).filter(([, value]) => value != null && value !== '');
  return new URLSearchParams(entries.map(([name, value]) => [name, String(value)]));
}

/** Return the address of a run. @param {RunKey} run */
export function runHref(run) {
  return href({ view: 'run', store: run.store_hash, event: run.event_id, action: run.action, generation: run.generation || undefined });
}

/** Return the address of a record. @param {RecordBriefAnswer} record */
export const recordHref = ({ store_hash: store, model, id }) => href({ view: 'record', store, model, id });

/** Return the address of a resource. @param {string} store @param {string} resource such as order/113 */
export const resourceHref = (store, resource) => href({ view: 'resource', store, resource });

/** Go to an address. @param {string} to */
export function go(to) {
  if (to !== location.search) history.pushState(null, '', to); // otherwise Back would seem to do nothing
  dispatchEvent(new Event('addresschange'));
}

/** Make links to views change the view without loading the page. */
export function followLinks() {
  addEventListener('popstate', () => dispatchEvent(new CustomEvent('addresschange', { detail: 'back' })));
  addEventListener('click', (event) => {
    const link = /** @type {Element} */ (event.target).closest('a[href^="?"]');
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(/** @type {string} */ (link.getAttribute('href')));
  });
}
