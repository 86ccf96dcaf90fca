/** A view of what comes a page at a time. */

import { button, heading, problem } from './parts.js';
import { h, show } from './dom.js';
import { repeat } from './live.js';

/** @import { Child } from './dom.js' */
/** @import { View } from './page.js' */

/** @template Row @typedef {{rows: Row[], next: string | null}} Page */

/**
 * Starts such a view. It reads anew every few seconds all pages that have been asked for.
 * @template Row
 * @param {string} title
 * @param {string} what the rows are
 * @param {(next: string | null, signal: AbortSignal) => Promise<Page<Row>>} readPage
 * @param {(rows: Row[], read: () => Promise<void>) => Child} listed given what reads anew as well
 * @param {() => Child} [above] what stands above the rows
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
      const found = [];
      next = null;
      for (let page = 0; page < pages && (page === 0 || next); page += 1) {
        const answer = await readPage(next, signal);
        found.push(...answer.rows);
        next = answer.next;
      }
      [rows, error] = [found, null];
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
