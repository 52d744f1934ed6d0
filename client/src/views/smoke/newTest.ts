import { Position, Selection, Uri, window, workspace, type QuickPickItem } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  NEW_SMOKE_TEST,
  type DeclaredStack,
  type NewSmokeTestParams,
  type NewSmokeTestResult,
} from '../../../../server/src/protocol';
import { writeEdits } from '../../commands';
import { KINDS, type KindChoice } from './kinds';

const TITLE = 'New Smoke Test';

/** Asks what is to be tested, writes the test into `holdfast.yaml` and shows it: nothing is saved unseen. */
export async function newSmokeTest(client: LanguageClient, stacks: readonly DeclaredStack[]): Promise<void> {
  const kind = await window.showQuickPick([...KINDS], {
    title: TITLE,
    placeHolder: 'What is to be tested?',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (!kind) return;
  const place = await pickPlace(kind, stacks);
  if (!place) return;
  const params: NewSmokeTestParams = { ...place, kind: kind.testKind };
  const result = await client.sendRequest<NewSmokeTestResult | null>(NEW_SMOKE_TEST, params);
  if (!result || result.edits.length === 0) {
    const reason = result
      ? 'holdfast.yaml has errors that must be mended first'
      : 'no folder is open that holdfast.yaml could be written to';
    void window.showWarningMessage(`The smoke test was not written: ${reason}.`);
    return;
  }
  const editor = await writeEdits(result);
  const at = new Position(result.position.line, result.position.character);
  editor.selection = new Selection(at, at);
  editor.revealRange(editor.selection);
}

type Place = Pick<NewSmokeTestParams, 'folder' | 'service'>;

interface PlaceChoice extends QuickPickItem {
  readonly place: Place;
}

async function pickPlace(kind: KindChoice, stacks: readonly DeclaredStack[]): Promise<Place | undefined> {
  const { namesService, otherwise } = kind;
  const services = namesService ? stacks.flatMap(servicesOf) : [];
  const others = otherwise === undefined ? [] : foldersOf(stacks).map((folder) => otherwiseIn(folder, otherwise));
  const choices = [...services, ...others];
  if (choices.length === 0) {
    void window.showWarningMessage(
      otherwise === undefined
        ? 'Such a test is about a service, and no Compose file of the open folders declares one.'
        : 'Open a folder first: the test is written to its holdfast.yaml.',
    );
    return undefined;
  }
  if (choices.length === 1 && !namesService) return choices[0]?.place;
  const placeHolder = namesService ? 'For which service?' : 'In which folder?';
  const chosen = await window.showQuickPick(choices, { title: TITLE, placeHolder, matchOnDescription: true });
  return chosen?.place;
}

function servicesOf({ kind, name, folder, services }: DeclaredStack): PlaceChoice[] {
  if (kind !== 'compose') return [];
  return services
    .filter(({ hasContainer }) => hasContainer)
    .map((service) => ({
      label: service.name,
      description: [name, service.image?.value].filter(Boolean).join(' · '),
      place: { folder, service: service.name },
    }));
}

function otherwiseIn(folder: string, otherwise: string): PlaceChoice {
  return {
    label: `For ${otherwise}`,
    description: workspace.asRelativePath(Uri.parse(folder)),
    place: { folder },
  };
}

/** Where there are stacks, and where there are none the folders that are open. */
function foldersOf(stacks: readonly DeclaredStack[]): string[] {
  const folders = stacks.filter(({ kind }) => kind === 'compose').map(({ folder }) => folder);
  const open = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.toString());
  return [...new Set(folders.length > 0 ? folders : open)];
}
