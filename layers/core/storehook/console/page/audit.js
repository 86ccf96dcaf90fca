/** View of the audit log. */

import { data, empty, table, time } from './parts.js';
import { get } from './api.js';
import { paged } from './pages.js';

/** @import { AuditEntry } from './answers' */

export const title = () => 'Audit log';

/** @param {AuditEntry[]} entries */
function listed(entries) {
  if (!entries.length) return empty('No entries yet', 'Operations of operators, here or with the command, are listed.');
  return table('Audit log', [
    ['When', (entry) => time(entry.at), 'when'],
    ['Who', (entry) => data(entry.by, 'code')],
    ['What', (entry) => data(entry.operation), 'action'],
    ['Subject', (entry) => data(entry.subject, 'code')],
    ['Detail', (entry) => data(entry.detail)],
  ], entries, (entry) => Object.values(entry).join(' '));
}

export const start = paged('Audit log', 'entries', async (next, signal) => {
  const answer = await get('api/audit', { next }, signal);
  return { rows: answer.entries, next: answer.next };
}, listed);
