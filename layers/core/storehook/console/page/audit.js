/** What operators have asked for, and when. */

import { data, empty, table, time } from './parts.js';
import { get } from './api.js';
import { paged } from './pages.js';

/** @import { AuditEntry } from './answers' */

export const title = () => 'Audit log';

/** @param {AuditEntry[]} entries */
function listed(entries) {
  if (!entries.length) return empty('Nothing yet', 'Whoever retries or cancels runs, pauses, resumes, registers or purges a store, here or by the command, is listed here for 400 days.');
  return table('Audit log', [
    ['When', (entry) => time(entry.at), 'when'],
    ['Who', (entry) => data(entry.by, 'code')],
    ['What', (entry) => data(entry.operation), 'action'],
    ['Of', (entry) => data(entry.subject, 'code')],
    ['Detail', (entry) => data(entry.detail)],
  ], entries, (entry) => `${entry.at} ${entry.by} ${entry.subject}`);
}

export const start = paged('Audit log', 'entries', async (next, signal) => {
  const answer = await get('api/audit', { next }, signal);
  return { rows: answer.entries, next: answer.next };
}, listed);
