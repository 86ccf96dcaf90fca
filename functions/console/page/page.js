/** The console: shows the view that the address names. */

import * as queue from './queue.js';
import * as run from './run.js';
import * as store from './store.js';
import * as stores from './stores.js';
import { fields, followLinks } from './address.js';
import { isPaused, togglePause } from './live.js';
import { show } from './dom.js';

const VIEWS = { queue, run, stores, store };
const PARENTS = { run: 'queue', store: 'stores' };
const THEMES = { '': 'system', light: 'light', dark: 'dark' };

const main = /** @type {HTMLElement} */ (document.getElementById('main'));
const root = document.documentElement;
let shown = '';
let leave = new AbortController();

/** @param {any} [event] its detail tells that the browser went back or forth, and puts the page where it was */
function view(event) {
  const wanted = fields();
  const name = Object.hasOwn(VIEWS, wanted.view ?? '') ? wanted.view : 'queue';
  leave.abort();
  leave = new AbortController();
  document.title = `${VIEWS[name].title(wanted)} · storehook`;
  for (const link of document.querySelectorAll('header nav a')) {
    const current = link.getAttribute('href') === `?view=${PARENTS[name] ?? name}`;
    if (current) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  const other = name === 'queue' ? name : location.search; // filters leave one where one is
  const moved = shown && shown !== other;
  if (shown !== other) show(main);
  shown = other;
  VIEWS[name].start(main, wanted, leave.signal);
  if (!moved) return;
  if (!event?.detail) scrollTo(0, 0);
  main.querySelector('h1')?.focus({ preventScroll: true });
}

function nameLive() {
  const button = /** @type {HTMLElement} */ (document.getElementById('live'));
  button.textContent = isPaused() ? 'Paused' : 'Live';
  button.className = isPaused() ? 'quiet' : 'quiet live';
  button.title = isPaused() ? 'Go on with updates' : 'Pause updates';
}

function nameTheme() {
  /** @type {HTMLElement} */ (document.getElementById('theme-name')).textContent = THEMES[root.dataset.theme ?? ''];
}

function nextTheme() {
  const names = Object.keys(THEMES);
  root.dataset.theme = names[(names.indexOf(root.dataset.theme ?? '') + 1) % names.length];
  try {
    localStorage.setItem('theme', root.dataset.theme);
  } catch {
    // It holds until the page is closed.
  }
  nameTheme();
}

document.getElementById('theme')?.addEventListener('click', nextTheme);
document.getElementById('live')?.addEventListener('click', () => {
  togglePause();
  nameLive();
});
addEventListener('addresschange', view);
followLinks();
nameLive();
nameTheme();
view();
