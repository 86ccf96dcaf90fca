/** Charts of the last hours, each with its numbers in a table. */

import { clock, day, duration, many, number, precise } from './format.js';
import { h, svg } from './dom.js';
import { href } from './address.js';
import { table } from './parts.js';

/** @import { Child } from './dom.js' */
/** @import { Column } from './parts.js' */
/** @import { Fields } from './address.js' */
/** @import { Slot } from './answers' */

const WIDTH = 10;
const HEIGHT = 100;
/** Smallest height of failures, so that few among many are visible. */
const LEAST = 4;

/** Return the chart of created, completed and failed runs. @param {Slot[]} slots @param {Fields} filter */
export function throughput(slots, filter) {
  const top = Math.max(4, ...slots.map((slot) => Math.max(slot.arrived, slot.completed + slot.failed)));
  const tall = (/** @type {number} */ count) => (count / top) * HEIGHT;
  const bars = slots.flatMap((slot, index) => [
    bar(index, 0, tall(slot.completed), 'completed'),
    bar(index, tall(slot.completed), slot.failed && Math.max(LEAST, tall(slot.failed)), 'failed'),
  ]);
  const sum = (/** @type {'arrived' | 'completed' | 'failed'} */ name) => slots.reduce((total, slot) => total + slot[name], 0);
  const summary = `${many(sum('arrived'), 'run')} created, ${number(sum('completed'))} completed, ${number(sum('failed'))} failed`;
  return figure('throughput', summary, number(top), slots, [bars, steps(slots, (slot) => tall(slot.arrived), 'arrived')],
    [['completed', 'Completed'], ['failed', 'Failed'], ['arrived', 'Created']],
    [['From', (slot) => slotLink(slot, filter)],
      ['Created', (slot) => number(slot.arrived), 'count'],
      ['Completed', (slot) => number(slot.completed), 'count'],
      ['Failed', (slot) => number(slot.failed), 'count']]);
}

/** Return the chart of the seconds from a delivery to the completion of its run. @param {Slot[]} slots @param {Fields} filter */
export function latency(slots, filter) {
  const top = Math.max(0.1, ...slots.map((slot) => slot.p95 ?? 0));
  const line = (/** @type {'p50' | 'p95'} */ name) => steps(slots, (slot) => (slot[name] == null ? null : (slot[name] / top) * HEIGHT), name);
  const shown = (/** @type {number | null} */ value) => (value == null ? '–' : duration(value));
  const last = slots.findLast((slot) => slot.p50 != null);
  const summary = last ? `median ${shown(last.p50)}, 95th percentile ${shown(last.p95)}` : 'no run has completed';
  return figure('latency', summary, duration(top), slots, [line('p95'), line('p50')],
    [['p50', 'Median'], ['p95', '95th percentile']],
    [['From', (slot) => slotLink(slot, filter)],
      ['Median', (slot) => shown(slot.p50), 'count'],
      ['95th percentile', (slot) => shown(slot.p95), 'count']]);
}

/**
 * @param {string} name
 * @param {string} summary of the chart in words
 * @param {string} top the greatest value
 * @param {Slot[]} slots
 * @param {Child} drawn
 * @param {[kind: string, text: string][]} legend
 * @param {Column<Slot>[]} columns of the table
 */
function figure(name, summary, top, slots, drawn, legend, columns) {
  const size = { viewBox: `0 0 ${Math.max(1, slots.length) * WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none' };
  const labels = slots.filter((_, index) => index === 0 || index === Math.floor(slots.length / 2));
  return h('figure', { class: 'chart' },
    h('figcaption', {}, legend.map(([kind, text]) => h('span', {}, h('i', { class: `key ${kind}` }), text)), h('span', { class: 'top' }, top)),
    h('div', { class: 'plot' },
      svg('svg', { ...size, role: 'img', 'aria-label': summary }, hatch(name), drawn)),
    h('div', { class: 'hours' }, labels.map((slot) => h('span', {}, label(slot))), h('span', {}, 'now')),
    h('details', {}, h('summary', {}, 'As a table'),
      h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': `${name} as a table` },
        table(name, columns, [...slots].reverse(), (slot) => String(slot.at), { class: 'plain' }))));
}

/** @param {number} index the slot's @param {number} from @param {number} tall @param {string} kind */
function bar(index, from, tall, kind) {
  return tall > 0 && svg('rect', { class: kind, x: index * WIDTH + 1.5, width: WIDTH - 3, y: HEIGHT - from - tall, height: tall });
}

/** @param {Slot[]} slots @param {(slot: Slot) => number | null} tall @param {string} kind */
function steps(slots, tall, kind) {
  let path = '';
  let joined = false;
  slots.forEach((slot, index) => {
    const value = tall(slot);
    if (value != null) path += `${joined ? 'L' : 'M'}${index * WIDTH} ${HEIGHT - value}h${WIDTH}`;
    joined = value != null;
  });
  return svg('path', { class: kind, d: path });
}

/** @param {string} name */
function hatch(name) {
  // Failures are hatched, so that they differ from completions without color, too.
  return name === 'throughput' && svg('pattern', { id: 'hatch', width: 4, height: 4, patternUnits: 'userSpaceOnUse' },
    svg('rect', { class: 'ground', width: 4, height: 4 }), svg('path', { class: 'line', d: 'M0 4L4 0' }));
}

/** @param {Slot} slot @param {Fields} filter */
function slotLink(slot, filter) {
  return h('a', { href: href({ view: 'queue', ...filter, since: slot.at, until: slot.at + slot.seconds }) }, label(slot));
}

/** @param {Slot} slot */
function label(slot) {
  if (slot.seconds < 60) return precise(slot.at);
  return slot.seconds >= 7200 ? `${day(slot.at)}, ${clock(slot.at)}` : clock(slot.at);
}
