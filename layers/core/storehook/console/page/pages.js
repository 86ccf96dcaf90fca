/** Views that load page by page. */

import { button, heading, problem } from './parts.js';
import { h, show } from './dom.js';
import { repeat } from './live.js';

/** @import { Child } from './dom.js' */
/** @import { View } from './page.js' */

/** @template Row @typedef {{rows: Row[], next: string | null}} Page */

/**
 * Start such a view. It reads all requested pages again every few seconds.
 * @template Row
 * @param {string} title
 * @param {string} what the rows are called
 * @param {(next: string | null, signal: AbortSignal) => Promise<Page<Row>>} readPage
 * @param {(rows: Row[], read: () => Promise<void>) => Child} listed takes a function that reads again
 * @param {() => Child} [above] content above the rows
 * @returns {View['start']}
 */
export const paged = (title, what, readPage, listed, above) => (main, _fields, signal) => {
  /** @type {Row[] | null} */
  let rows = null;
  /** @type {Error | null} */
  let error = null;
  let pages = 1;
  /** @type {string | null} */
  let next = null;

  const read = async () => {
    try {
      /** @type {Row[]} */
      const loaded = [];
      next = null;
      for (let page = 0; page < pages && (page === 0 || next); page += 1) {
        const answer = await readPage(next, signal);
        loaded.push(...answer.rows);
        next = answer.next;
      }
      [rows, error] = [loaded, null];
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
    heading(title, null),
    above?.(),
    problem(error),
    !rows && !error && h('p', { class: 'loading' }, 'Loading …'),
    rows && listed(rows, read),
    next && h('p', { class: 'more' }, button(`More ${what}`, more)));

  draw();
  repeat(15, read, signal);
};
