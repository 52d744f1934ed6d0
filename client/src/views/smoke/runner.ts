import {
  commands,
  Location,
  TestMessage,
  Uri,
  window,
  workspace,
  type CancellationToken,
  type TestItem,
  type TestRun,
  type TestRunRequest,
} from 'vscode';
import type { SmokeTest } from '../../../../server/src/protocol';
import { SYSTEM_CLOCK } from '../../live/docker/clock';
import type { SmokeResult } from '../../live/smoke/result';
import { machineOf } from '../../live/smoke/surroundings';
import type { Places } from '../../live/smoke/places';
import { placesFor, runSmokeTests } from '../../live/smoke/run';
import { needsEngine, notRun } from '../../live/smoke/unrun';
import type { Declarations } from '../services/declarations';
import type { LiveSession } from '../services/session';
import { questionOf } from './consent';
import { NOT_TRUSTED, whyNoEngine } from './obstacles';
import { outputOf, reportOf, terminalText, type ReportMessage, type StackResult } from './report';
import type { SmokeResults } from './results';
import type { SecretStore } from './secrets';
import { jobsOf, type Job, type Profile, type Selection } from './selection';
import { contextOf } from './surroundings';
import { rangeOf, type TestTree } from './testTree';
import { isRunnable, type Leaf, type RunnableLeaf } from './tree';

const REMOTE_SETTING = 'holdfast.smoke.allowRemoteDestructive';

export interface RunnerSurroundings {
  readonly session: LiveSession;
  readonly declarations: Declarations;
  readonly results: SmokeResults;
  readonly secrets: SecretStore;
}

/** Runs what the Test Explorer asks for: one run after the other, so that never more tests run at a time than one run allows. */
export class SmokeRunner {
  readonly #around: RunnerSurroundings;
  #turn: Promise<void> = Promise.resolve();
  #last: { readonly ids: readonly string[]; readonly profile: Profile } | undefined;

  constructor(around: RunnerSurroundings) {
    this.#around = around;
  }

  /** What somebody ran last, by the ids of its tests. */
  get last(): { readonly ids: readonly string[]; readonly profile: Profile } | undefined {
    return this.#last;
  }

  /** Settled when nothing of it runs any more. */
  async run(tree: TestTree, request: TestRunRequest, profile: Profile): Promise<void> {
    const selection = tree.selectionOf(request, profile);
    if (selection.chosen.length === 0) {
      void window.showInformationMessage(NOTHING_TO_RUN[profile]);
      return;
    }
    if (!request.continuous) this.#last = { ids: selection.chosen.map(({ id }) => id), profile };
    const { session } = this.#around;
    const release = session.attend();
    try {
      if (profile === 'destructive' && !(await this.#isAgreed(selection))) return;
      await this.#runInTurn(tree, request, profile, selection);
    } finally {
      release();
    }
  }

  async #runInTurn(tree: TestTree, request: TestRunRequest, profile: Profile, selection: Selection): Promise<void> {
    const run = tree.controller.createTestRun(request);
    const signal = signalOf(run.token);
    const before = this.#turn;
    let finish = (): void => undefined;
    this.#turn = new Promise((resolve) => (finish = resolve));
    const reporter = new Reporter(tree, run, this.#around.results);
    try {
      for (const leaf of selection.chosen) reporter.enqueued(leaf);
      await Promise.race([before, aborted(signal)]);
      if (!workspace.isTrusted) return refuseUntrusted(selection, reporter);
      await this.#engineKnown(signal);
      if (!signal.aborted) await this.#runSelection(selection, profile, reporter, signal);
    } finally {
      run.end();
      // A run that was cancelled while it waited for its turn does not let the next one in.
      void before.then(finish);
    }
  }

  async #runSelection(selection: Selection, profile: Profile, reporter: Reporter, signal: AbortSignal): Promise<void> {
    for (const leaf of selection.chosen) if (!isRunnable(leaf)) reporter.cannotRun(leaf, leaf.problem);
    const jobs = this.#jobsOf(selection);
    reporter.expect(jobs);
    const tests = jobs.flatMap(({ leaves }) => leaves.map(({ test }) => test));
    const places = placesFor(tests, SYSTEM_CLOCK);
    const runJob = (job: Job): Promise<void> => this.#runJob(job, profile, places, reporter, signal);
    if (profile === 'safe') {
      await Promise.all(jobs.map(runJob));
      return;
    }
    // What one interrupts must not look broken to another.
    for (const job of jobs) if (!signal.aborted) await runJob(job);
  }

  async #runJob(job: Job, profile: Profile, places: Places, reporter: Reporter, signal: AbortSignal): Promise<void> {
    const { session, secrets } = this.#around;
    const obstacle = whyNoEngine(session.isEnabled, session.state);
    const isBlocked = ({ test }: RunnableLeaf): boolean => obstacle !== undefined && needsEngine(test);
    for (const leaf of job.leaves.filter(isBlocked))
      reporter.ended(job, leaf, notRun(leaf.test, 'error', obstacle ?? ''));
    const leaves = job.leaves.filter((leaf) => !isBlocked(leaf));
    const byTest = new Map(leaves.map((leaf) => [leaf.test.id, leaf]));
    const listener = {
      started: ({ id }: SmokeTest): void => {
        const leaf = byTest.get(id);
        if (leaf) reporter.started(leaf);
      },
      ended: (result: SmokeResult): void => {
        const leaf = byTest.get(result.test.id);
        if (leaf) reporter.ended(job, leaf, result);
      },
    };
    await runSmokeTests(
      leaves.map(({ test }) => test),
      contextOf(job, profile, session, secrets),
      listener,
      signal,
      undefined,
      places,
    );
  }

  #jobsOf({ chosen, needed }: Selection): Job[] {
    return jobsOf([...chosen.filter(isRunnable), ...needed], this.#around.session.stacks);
  }

  async #engineKnown(signal: AbortSignal): Promise<void> {
    const { session, declarations } = this.#around;
    const known = Promise.all([declarations.known(), session.settled().catch(() => undefined)]);
    await Promise.race([known, aborted(signal)]);
  }

  /** Whether somebody has read what will happen, and wants it. */
  async #isAgreed(selection: Selection): Promise<boolean> {
    if (!workspace.isTrusted) return true;
    await this.#engineKnown(new AbortController().signal);
    const { session } = this.#around;
    const { isLocal } = machineOf(session.docker?.engine.endpoint);
    if (!isLocal && !workspace.getConfiguration().get(REMOTE_SETTING, false)) {
      void refuseRemote(session.engineName);
      return false;
    }
    const { message, detail } = questionOf(this.#jobsOf(selection), session.engineName);
    const yes = 'Run Destructive Tests';
    return (await window.showWarningMessage(message, { modal: true, detail }, yes)) === yes;
  }
}

const NOTHING_TO_RUN: Readonly<Record<Profile, string>> = {
  safe: 'There is no smoke test to run here. Destructive ones run only with the profile "Destructive".',
  destructive: 'Destructive smoke tests are never run all at once: choose the test, the service or the file.',
};

/** Tells a run how its tests go; a test against several stacks has ended when it has with each of them. */
class Reporter {
  readonly #tree: TestTree;
  readonly #run: TestRun;
  readonly #results: SmokeResults;
  readonly #outstanding = new Map<string, number>();
  readonly #ended = new Map<string, StackResult[]>();

  constructor(tree: TestTree, run: TestRun, results: SmokeResults) {
    this.#tree = tree;
    this.#run = run;
    this.#results = results;
  }

  expect(jobs: readonly Job[]): void {
    for (const { id } of jobs.flatMap(({ leaves }) => leaves)) {
      this.#outstanding.set(id, (this.#outstanding.get(id) ?? 0) + 1);
    }
  }

  enqueued({ id }: Leaf): void {
    this.#with(id, (item) => this.#run.enqueued(item));
  }

  started({ id }: Leaf): void {
    this.#with(id, (item) => this.#run.started(item));
  }

  cannotRun(leaf: Leaf, text: string): void {
    this.#run.appendOutput(terminalText(`✗ ${leaf.test.title}\n    ${text}\n`), undefined, this.#tree.item(leaf.id));
    this.#with(leaf.id, (item) => this.#run.errored(item, messageFor(leaf, { text })));
  }

  ended({ stack }: Job, leaf: RunnableLeaf, result: SmokeResult): void {
    const expected = this.#outstanding.get(leaf.id) ?? 1;
    const ended: StackResult = { stack: expected > 1 ? stack?.name : undefined, result };
    const all = [...(this.#ended.get(leaf.id) ?? []), ended];
    this.#ended.set(leaf.id, all);
    this.#results.record(leaf, stack, result, Date.now());
    this.#run.appendOutput(outputOf(ended), undefined, this.#tree.item(leaf.id));
    if (all.length >= expected) this.#with(leaf.id, (item) => this.#tell(item, leaf, all));
  }

  #tell(item: TestItem, leaf: RunnableLeaf, results: readonly StackResult[]): void {
    const { outcome, messages, durationMs: measured } = reportOf(results);
    // What was not run took no time that is worth a word.
    const durationMs = measured || undefined;
    const testMessages = messages.map((message) => messageFor(leaf, message));
    switch (outcome) {
      case 'pass':
      case 'warn':
        return this.#run.passed(item, durationMs);
      case 'fail':
        return this.#run.failed(item, testMessages, durationMs);
      case 'error':
        return this.#run.errored(item, testMessages, durationMs);
      case 'skip':
        return this.#run.skipped(item);
    }
  }

  /** A test may be gone by the time it ends: its file was edited meanwhile. */
  #with(id: string, tell: (item: TestItem) => void): void {
    const item = this.#tree.item(id);
    if (item) tell(item);
  }
}

function messageFor({ source }: Leaf, { text, difference }: ReportMessage): TestMessage {
  const message = difference ? TestMessage.diff(text, difference.expected, difference.actual) : new TestMessage(text);
  if (source) message.location = new Location(Uri.parse(source.uri), rangeOf(source));
  return message;
}

function refuseUntrusted({ chosen }: Selection, reporter: Reporter): void {
  for (const leaf of chosen) reporter.cannotRun(leaf, NOT_TRUSTED);
  const manage = 'Manage Workspace Trust';
  void window.showWarningMessage(NOT_TRUSTED, manage).then(async (answer) => {
    if (answer === manage) await commands.executeCommand('workbench.trust.manage');
  });
}

async function refuseRemote(engineName: string): Promise<void> {
  const open = 'Open Setting';
  const text = `Destructive smoke tests are not run on ${engineName}, which is not this machine: others may depend on it. The setting ${REMOTE_SETTING} allows them.`;
  if ((await window.showWarningMessage(text, open)) === open) {
    await commands.executeCommand('workbench.action.openSettings', REMOTE_SETTING);
  }
}

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
