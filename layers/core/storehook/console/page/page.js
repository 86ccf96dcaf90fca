/** The console: shows the view in the address. */

import * as actions from './actions.js';
import * as audit from './audit.js';
import * as queue from './queue.js';
import * as record from './record.js';
import * as records from './records.js';
import * as resource from './resource.js';
import * as run from './run.js';
import * as store from './store.js';
import * as stores from './stores.js';
import { fields, followLinks } from './address.js';
import { showAbout } from './about.js';
import { isPaused, togglePause } from './live.js';
import { pick } from './parts.js';
import { show } from './dom.js';

/**
 * @typedef {{
 *   title: (fields: Record<string, string>) => string,
 *   start: (main: HTMLElement, fields: Record<string, string>, signal: AbortSignal) => void,
 * }} View
 */

/** @type {Record<string, View>} */
const VIEWS = { queue, run, resource, actions, stores, store, records, record, audit };
/** @type {Record<string, string>} */
const PARENTS = { run: 'queue', resource: 'queue', store: 'stores', record: 'records' };
/** @type {Record<string, string>} */
const THEMES = { '': 'system', light: 'light', dark: 'dark' };

const main = /** @type {HTMLElement} */ (document.getElementById('main'));
const root = document.documentElement;
let shown = '';
let leave = new AbortController();

/** @param {boolean} wentBack or forth: the browser then restores the scroll position */
function view(wentBack) {
  const wanted = fields();
  const name = Object.hasOwn(VIEWS, wanted.view ?? '') ? String(wanted.view) : 'queue';
  const { title, start } = pick(VIEWS, name, queue);
  leave.abort();
  leave = new AbortController();
  document.title = `${title(wanted)} · storehook`;
  for (const link of document.querySelectorAll('header nav a')) {
    const current = link.getAttribute('href') === `?view=${PARENTS[name] ?? name}`;
    if (current) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  const place = name === 'queue' ? name : location.search; // filters do not change the place
  const moved = shown && shown !== place;
  if (shown !== place) show(main);
  shown = place;
  start(main, wanted, leave.signal);
  if (!moved) return;
  if (!wentBack) scrollTo(0, 0);
  main.querySelector('h1')?.focus({ preventScroll: true });
}

function nameLive() {
  const button = /** @type {HTMLElement} */ (document.getElementById('live'));
  button.textContent = isPaused() ? 'Paused' : 'Live';
  button.className = isPaused() ? 'quiet' : 'quiet live';
  button.title = isPaused() ? 'Resume updates' : 'Pause updates';
}

function nameTheme() {
  /** @type {HTMLElement} */ (document.getElementById('theme-name')).textContent = pick(THEMES, root.dataset.theme ?? '', 'system');
}

function nextTheme() {
  const names = Object.keys(THEMES);
  const next = names[names.indexOf(root.dataset.theme ?? '') + 1] ?? '';
  root.dataset.theme = next;
  try {
    localStorage.setItem('theme', next);
  } catch {
    // The theme then lasts until the page is closed.
  }
  nameTheme();
}

document.getElementById('theme')?.addEventListener('click', nextTheme);
document.getElementById('live')?.addEventListener('click', () => {
  togglePause();
  nameLive();
});
addEventListener('addresschange', (event) => view(event instanceof CustomEvent && event.detail === 'back'));
followLinks();
nameLive();
nameTheme();
showAbout(/** @type {Element} */ (document.querySelector('footer')));
view(false);
