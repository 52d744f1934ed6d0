import { Disposable, type ExtensionContext, type LogOutputChannel } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { Services } from '../services';
import { registerSmokeCommands } from './commands';
import { runContinuously } from './continuous';
import { Discovery } from './discovery';
import type { SmokeResults } from './results';
import { SmokeRunner } from './runner';
import { SecretStore } from './secrets';

/** Smoke tests in the Test Explorer, and the commands that run and write them. */
export function showSmokeTests(
  context: ExtensionContext,
  client: LanguageClient,
  log: LogOutputChannel,
  { session, declarations }: Services,
  results: SmokeResults,
): Disposable {
  const secrets = new SecretStore(context);
  const runner = new SmokeRunner({ session, declarations, results, secrets });
  const discovery = new Discovery(
    { client, session, declarations, results, log },
    {
      run: async (request, profile, token) => {
        const { tree } = discovery;
        if (!tree) return;
        if (request.continuous) runContinuously(tree, request, token, session, discovery, runner);
        else await runner.run(tree, request, profile);
      },
    },
  );
  return Disposable.from(
    discovery,
    registerSmokeCommands({ client, session, declarations, discovery, runner, results, secrets }),
    session.onChange(() => {
      // Only what is true now can prove that a container is gone.
      if (session.state.kind !== 'connected') return;
      const outdated = discovery.tree?.itemsOf(results.outdate(session.stacks)) ?? [];
      if (outdated.length > 0) discovery.tree?.controller.invalidateTestResults(outdated);
    }),
  );
}
