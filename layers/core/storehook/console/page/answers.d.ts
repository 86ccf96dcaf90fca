/** What the console's API answers. Made of operations/answers.py by `python -m tests.repo.page_types`. */

export type CatchUpState = 'running' | 'waiting' | 'done' | 'failed';
export type Kind = 'webhook' | 'action' | 'catch-up' | 'manual';
export type RecordOperation = 'create' | 'update' | 'delete';
export type ReconciliationOutcome = 'reconciled' | 'failed' | 'unauthorized' | 'retrying';
export type PausedKind = 'action' | 'lane';
export type State = 'scheduled' | 'waiting' | 'running' | 'retrying' | 'held' | 'completed' | 'failed' | 'cancelled' | 'ignored' | 'coalesced';
export type Account = 'app' | 'store';
export type Status = 'active' | 'paused' | 'uninstalled';

export interface AboutAnswer {
  version: string;
  is_local: boolean;
}

export interface KeyAnswer {
  store_hash: string;
  event_id: string;
  action: string;
  generation: number;
}

export interface RowAnswer extends KeyAnswer {
  state: State;
  scope: string;
  lane: string;
  kind: Kind;
  attempt: number;
  created_at: number;
  updated_at: number;
  received_at: number;
  happened_at: number | null;
  resource: string | null;
  error_type: string | null;
  fingerprint: string | null;
  next_attempt_at: number | null;
  held_by: string | null;
}

export interface FailureAnswer {
  error_type: string;
  error: string;
  traceback: string;
  fingerprint: string;
}

export interface AttemptAnswer {
  number: number;
  redrives: number;
  started_at: number;
  ended_at: number;
  failure: FailureAnswer | null;
}

export interface LogsAnswer {
  group: string;
  query: string;
  url: string;
}

export interface LogLineAnswer {
  at: number;
  level: string;
  message: unknown;
  attempt: number | null;
  more: Record<string, unknown>;
}

export interface RunLogAnswer {
  lines: LogLineAnswer[];
  capped: boolean;
}

export interface RunAnswer extends RowAnswer {
  payload: string;
  payload_is_text: boolean;
  delivery_id: string;
  redrives: number;
  attempts: AttemptAnswer[];
  dead_lettered: boolean;
  triggered_by: KeyAnswer | null;
  enqueued: RowAnswer[];
  same_event: RowAnswer[];
  same_resource: RowAnswer[];
  logs: LogsAnswer;
}

export interface RunsAnswer {
  runs: RowAnswer[];
  next: string | null;
  searched_until: number;
  looked_at: number;
}

export interface GroupAnswer {
  fingerprint: string;
  error_type: string;
  action: string;
  count: number;
  stores: number;
  first_at: number;
  last_at: number;
  example: KeyAnswer;
}

export interface FailuresAnswer {
  groups: GroupAnswer[];
  capped: boolean;
}

export interface LaneAnswer {
  lane: string;
  waiting: number;
  in_flight: number;
  dead_letters: number;
  oldest_dead_letter_at: number | null;
}

export interface SlotAnswer {
  at: number;
  seconds: number;
  arrived: number;
  completed: number;
  failed: number;
  p50: number | null;
  p95: number | null;
}

export interface SummaryAnswer {
  states: Record<State, number>;
  capped: boolean;
  searched_until: number;
  lanes: LaneAnswer[];
  slots: SlotAnswer[];
}

export interface ActionRunsAnswer {
  last_at: number | null;
  last_state: State | null;
  failed: number;
  capped: boolean;
}

export interface ActionAnswer extends ActionRunsAnswer {
  action: string;
  scopes: string[];
  lane: string;
}

export interface ActionsAnswer {
  actions: ActionAnswer[];
}

export interface PreviewAnswer {
  count: number;
  capped: boolean;
  sample: RowAnswer[];
}

export interface RetriedAnswer {
  retried: number;
  skipped: number;
  next: string | null;
}

export interface CancelledAnswer {
  cancelled: number;
  skipped: number;
}

export interface PauseAnswer {
  kind: PausedKind;
  name: string;
  by: string;
  at: number;
  reason: string;
  held: number;
  held_capped: boolean;
}

export interface PausesAnswer {
  pauses: PauseAnswer[];
}

export interface AuditEntryAnswer {
  at: number;
  by: string;
  operation: string;
  subject: string;
  detail: string;
}

export interface AuditAnswer {
  entries: AuditEntryAnswer[];
  next: string | null;
}

export interface StoreRowAnswer {
  store_hash: string;
  name: string;
  status: Status;
  reason: string;
  paused_by: string;
  paused_at: number | null;
  account: Account;
  installed_at: number;
  health: string;
  registered: number;
  missing: number;
  inactive: number;
  blocked: boolean;
  reconciled_at: number | null;
  outcome: ReconciliationOutcome;
  last_delivery_at: number | null;
}

export interface WebhookAnswer {
  id: number;
  scope: string;
  destination: string;
  active: boolean;
  since: number;
}

export interface BlockedDomainAnswer {
  destination: string;
  until: number;
  reasons: string[];
}

export interface ExceptionAnswer {
  code: number;
  message: string;
  at: number;
}

export interface ResourceProgressAnswer {
  resource: string;
  found: number;
  sent: number;
  covered: number;
  detail: string;
}

export interface CatchUpAnswer {
  version: number;
  state: CatchUpState;
  since: number;
  until: number;
  started_at: number;
  sent: number;
  covered: number;
  detail: string;
  resources: ResourceProgressAnswer[];
}

export interface StoreAnswer extends StoreRowAnswer {
  held: number;
  held_capped: boolean;
  oauth_scopes: string[];
  detail: string;
  webhooks: WebhookAnswer[];
  missing_scopes: string[];
  blocked_domains: BlockedDomainAnswer[];
  exception: ExceptionAnswer | null;
  well_since: number | null;
  well_until: number | null;
  catch_up: CatchUpAnswer | null;
}

export interface StoresAnswer {
  stores: StoreRowAnswer[];
  next: string | null;
}

export interface StepAnswer {
  step: string;
  scope: string;
  destination: string;
  id: number | null;
}

export interface ReconciliationAnswer {
  outcome: string;
  detail: string;
  steps: StepAnswer[];
}

export interface ResourcePreviewAnswer {
  resource: string;
  found: number;
  covered: number;
  actions: Record<string, number>;
  detail: string;
}

export interface CatchUpPreviewAnswer {
  resources: ResourcePreviewAnswer[];
}

export interface StartedAnswer {
  started: boolean;
}

export interface LetterGroupAnswer {
  action: string;
  error_type: string;
  fingerprint: string;
  count: number;
  stores: number;
  oldest_at: number;
  example: string;
}

export interface LetterAnswer {
  id: string;
  sent_at: number;
  store_hash: string;
  action: string;
  scope: string;
  error_type: string;
  fingerprint: string;
  kind: Kind | null;
  delivery_id: string | null;
  received_at: number | null;
  redrives: number | null;
  payload: string;
  payload_is_text: boolean;
}

export interface RedrivenAnswer {
  moved: number;
  hidden: number;
}

export interface ModelsAnswer {
  models: string[];
}

export interface RecordBriefAnswer {
  store_hash: string;
  model: string;
  id: string;
  version: number;
  updated_at: number;
  pending: number;
  brief: string;
}

export interface RecordsAnswer {
  records: RecordBriefAnswer[];
  next: string | null;
}

export interface RecordRowAnswer {
  store_hash: string;
  model: string;
  id: string;
  version: number;
  created_by: string;
  created_at: number;
  updated_at: number;
  pending: number;
  fields: Record<string, unknown>;
}

export interface PendingChangeAnswer {
  run: KeyAnswer;
  operation: RecordOperation;
  at: number;
  fields: string[];
}

export interface PastChangeAnswer {
  run: KeyAnswer;
  at: number;
  fields: string[];
  more: number;
}

export interface RecordAnswer extends RecordRowAnswer {
  resource: string | null;
  creator: KeyAnswer;
  pending_changes: PendingChangeAnswer[];
  changes: PastChangeAnswer[];
  expires_at: number | null;
}

export interface PurgedAnswer {
  dead_letters: number;
  runs: number;
  records: Record<string, number>;
}
