/** The address holds what is looked at, so that a view can be shared and Back works. */

/** @import { RunKey, RecordBriefAnswer } from './answers' */
/** @typedef {Record<string, string | number | boolean | null | undefined>} Fields what an address or a request asks for */

/** What runs can be filtered by. */
export const FILTERS = ['state', 'store', 'scope', 'action', 'resource', 'fingerprint', 'since', 'until'];

/** The address's fields. @returns {Record<string, string>} */
export function fields() {
  return Object.fromEntries(new URLSearchParams(location.search));
}

/** Those of the fields that filter runs. @param {Fields} all @returns {Record<string, string>} */
export function filterOf(all) {
  return Object.fromEntries(FILTERS.filter((name) => all[name]).map((name) => [name, String(all[name])]));
}

/** An address; empty fields are left out. @param {Fields} wanted */
export function href(wanted) {
  return `?${parameters(wanted)}`;
}

/** Those that have a value. @param {Fields} wanted */
export function parameters(wanted) {
  const given = Object.entries(wanted).filter(([, value]) => value != null && value !== '');
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
}

/** The address of a run. @param {RunKey} run */
export function runHref(run) {
  return href({ view: 'run', store: run.store_hash, event: run.event_id, action: run.action, generation: run.generation || undefined });
}

/** The address of a record. @param {RecordBriefAnswer} record */
export const recordHref = ({ store_hash: store, model, id }) => href({ view: 'record', store, model, id });

/** The address of all about a resource. @param {string} store @param {string} resource such as order/113 */
export const resourceHref = (store, resource) => href({ view: 'resource', store, resource });

/** Go there. @param {string} to */
export function go(to) {
  if (to !== location.search) history.pushState(null, '', to); // else Back would seem to do nothing
  dispatchEvent(new Event('addresschange'));
}

/** Make links to views change the view instead of loading the page. */
export function followLinks() {
  addEventListener('popstate', () => dispatchEvent(new CustomEvent('addresschange', { detail: 'back' })));
  addEventListener('click', (event) => {
    const link = /** @type {Element} */ (event.target).closest('a[href^="?"]');
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(/** @type {string} */ (link.getAttribute('href')));
  });
}
