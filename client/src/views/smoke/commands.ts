import { commands, Disposable, TestRunRequest, window } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { JoinedService, JoinedStack } from '../../live/services';
import { reveal } from '../services/actions';
import type { Declarations } from '../services/declarations';
import type { Place } from '../services/provider';
import type { LiveSession } from '../services/session';
import type { Discovery } from './discovery';
import { newSmokeTest } from './newTest';
import type { SmokeResults } from './results';
import type { SmokeRunner } from './runner';
import { secretNamesIn } from './secretNames';
import { removeSecret, setSecret, type SecretStore } from './secrets';
import type { Profile } from './selection';
import type { TestTree } from './testTree';

export interface CommandSurroundings {
  readonly client: LanguageClient;
  readonly session: LiveSession;
  readonly declarations: Declarations;
  readonly discovery: Discovery;
  readonly runner: SmokeRunner;
  readonly results: SmokeResults;
  readonly secrets: SecretStore;
}

/** What a command of a service gets from whoever runs it: the view a row, a lens the id; from the palette nothing. */
type Argument = Place | string | undefined;

/** @returns what to dispose of; the commands are those of the manifest */
export function registerSmokeCommands(around: CommandSurroundings): Disposable {
  const { client, session, declarations, discovery, runner, results, secrets } = around;
  const handlers: Readonly<Record<string, (argument: Argument) => unknown>> = {
    runAll: async () => {
      const tree = await treeFor(discovery);
      if (tree)
        await runner.run(tree, new TestRunRequest(undefined, undefined, tree.profile('safe'), false, false), 'safe');
    },
    runService: (argument) => runService(around, argument),
    runLast: async () => {
      if (runner.last) await runTests(around, runner.last.ids, runner.last.profile);
      else void window.showInformationMessage('No smoke test has been run yet.');
    },
    runFailed: async () => {
      const failed = results.failed();
      if (failed.length > 0) await runTests(around, failed, 'safe');
      else void window.showInformationMessage('No smoke test has failed.');
    },
    new: async () => {
      await declarations.known();
      await newSmokeTest(client, session.declared);
    },
    setSecret: () => setSecret(secrets, secretNamesIn(discovery.tree?.leaves ?? [])),
    removeSecret: () => removeSecret(secrets),
    showResult: (argument) => showResult(around, argument),
  };
  return Disposable.from(
    ...Object.entries(handlers).map(([name, handler]) => commands.registerCommand(`holdfast.smoke.${name}`, handler)),
  );
}

async function treeFor(discovery: Discovery): Promise<TestTree | undefined> {
  const tree = await discovery.look();
  if (!tree)
    void window.showInformationMessage(
      'There is nothing to test: no holdfast.yaml has smoke tests, and no known service runs.',
    );
  return tree;
}

async function runTests(
  { discovery, runner }: CommandSurroundings,
  ids: readonly string[],
  profile: Profile,
): Promise<void> {
  const { tree } = discovery;
  if (!tree) return;
  const items = tree.itemsOf(ids);
  if (items.length === 0) {
    void window.showInformationMessage('The tests have changed in the meantime: choose them anew.');
    return;
  }
  await runner.run(tree, new TestRunRequest(items, undefined, tree.profile(profile), false, false), profile);
}

interface ServiceChoice {
  readonly label: string;
  readonly description: string;
  readonly id: string;
  readonly tests: readonly string[];
}

async function runService(around: CommandSurroundings, argument: Argument): Promise<void> {
  const { session, discovery, results } = around;
  if (!(await treeFor(discovery))) return;
  const choices = session.stacks.flatMap((stack) =>
    stack.services.map((service): ServiceChoice => {
      const tests = results.testsOf(service, stack).map(({ id }) => id);
      return { label: service.name, description: stack.name, id: service.id, tests };
    }),
  );
  const id = idOf(argument);
  const testable = choices.filter(({ tests }) => tests.length > 0);
  const chosen =
    id === undefined
      ? await window.showQuickPick(testable, { placeHolder: 'Smoke test which service?', matchOnDescription: true })
      : testable.find((choice) => choice.id === id);
  if (chosen) await runTests(around, chosen.tests, 'safe');
  else if (id !== undefined) void window.showInformationMessage('This service has no smoke tests.');
}

/** To the line of what failed; where nothing did, or no file says it, to the Test Explorer. */
async function showResult({ session, results }: CommandSurroundings, argument: Argument): Promise<void> {
  const found = find(session.stacks, idOf(argument));
  const source = found && results.summaryOf(found.service, found.stack)?.first?.source;
  if (source) await reveal(source);
  else await commands.executeCommand('workbench.view.testing.focus');
}

function idOf(argument: Argument): string | undefined {
  return typeof argument === 'string' ? argument : argument?.row.target?.id;
}

function find(
  stacks: readonly JoinedStack[],
  id: string | undefined,
): { readonly service: JoinedService; readonly stack: JoinedStack } | undefined {
  for (const stack of stacks) {
    const service = stack.services.find((one) => one.id === id);
    if (service) return { service, stack };
  }
  return undefined;
}
