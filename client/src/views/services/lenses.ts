import {
  CodeLens,
  Disposable,
  EventEmitter,
  languages,
  Range,
  window,
  workspace,
  type CodeLensProvider,
  type TextDocument,
} from 'vscode';
import type { SmokeResults } from '../smoke/results';
import { smokeLensesOf } from '../smoke/serviceRow';
import { lensesIn } from './lens';
import type { LiveSession } from './session';

const LANGUAGES = ['yaml', 'dockercompose'];

/** Shows above each service of a Compose file how it feels. The engine is watched while such a file is in sight. */
export function showLenses(
  session: LiveSession,
  smoke: SmokeResults,
  isDeclaring: (uri: string) => boolean,
): Disposable & { look(): void } {
  const changed = new EventEmitter<void>();
  let release: (() => void) | undefined;
  let told = '';
  /** Figures come every second; the editor is to ask again only when lenses read differently. */
  const tell = (): void => {
    const more = smokeLensesOf(smoke);
    const uris = new Set(window.visibleTextEditors.map(({ document }) => document.uri.toString()));
    const lenses = release ? JSON.stringify([...uris].map((uri) => lensesIn(uri, session.stacks, more))) : '';
    if (lenses === told) return;
    told = lenses;
    changed.fire();
  };
  const look = (): void => {
    const isInSight =
      isEnabled() && window.visibleTextEditors.some(({ document }) => isDeclaring(document.uri.toString()));
    if (isInSight) release ??= session.attend();
    else {
      release?.();
      release = undefined;
    }
    changed.fire();
  };
  const provider: CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: (document) => (isEnabled() && release ? lensesOf(document, session, smoke) : []),
  };
  const subscriptions = Disposable.from(
    changed,
    languages.registerCodeLensProvider(
      LANGUAGES.map((language) => ({ language })),
      provider,
    ),
    window.onDidChangeVisibleTextEditors(look),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('holdfast.live')) look();
    }),
    session.onChange(tell),
    new Disposable(smoke.onChange(tell)),
    new Disposable(() => release?.()),
  );
  return { look, dispose: () => void subscriptions.dispose() };
}

function isEnabled(): boolean {
  return workspace.getConfiguration('holdfast.live').get('codeLens', true);
}

function lensesOf(document: TextDocument, session: LiveSession, smoke: SmokeResults): CodeLens[] {
  return lensesIn(document.uri.toString(), session.stacks, smokeLensesOf(smoke)).map(
    ({ range, title, tooltip, command, id }) => {
      const { start, end } = range;
      return new CodeLens(new Range(start.line, start.character, end.line, end.character), {
        title,
        tooltip,
        command,
        arguments: [id],
      });
    },
  );
}
