import type { DocumentEdit } from '../../document/edit';
import type { Settings } from '../../engine/settings';
import type { LiveFixParams } from '../../protocol';
import type { Workspace } from '../../stack/workspace';
import { effectiveFile } from '../stacks/composeStack';
import { uriOf } from '../stacks/place';
import type { FileEdits } from '../workspaceEdit';
import { raiseMemory } from './memory';
import type { Mended } from './mended';
import { replaceProbe } from './probe';

/** Edits by file, without the versions, which only the editor's documents have. */
export interface LiveFixEdits {
  readonly title: string;
  readonly files: readonly Omit<FileEdits, 'version'>[];
}

/**
 * What mends in the files what a running service proves wrong, by the files as they read now. Undefined where the service is gone, the
 * file says something else by now, or no edit is certain to be right.
 *
 * @param path of the main file of the stack
 */
export function liveFixIn(
  workspace: Workspace,
  settings: Settings,
  path: string,
  { service: name, fix }: LiveFixParams,
): LiveFixEdits | undefined {
  const opened = workspace.file(path);
  const project = opened && workspace.composeProjectOf(opened);
  const service = project && effectiveFile(project, settings)?.service(name);
  if (!service) return undefined;
  const mended =
    fix.kind === 'replace probe'
      ? replaceProbe(service, workspace.surroundingsOf(service.key.document.source), fix.missing)
      : raiseMemory(service, fix.bytes);
  return mended && inFiles(workspace, mended);
}

function inFiles(workspace: Workspace, { title, edits }: Mended): LiveFixEdits | undefined {
  const byPath = new Map<string, DocumentEdit[]>();
  for (const edit of edits) {
    const { source } = edit.document;
    byPath.set(source, [...(byPath.get(source) ?? []), edit]);
  }
  const files: Omit<FileEdits, 'version'>[] = [];
  for (const [path, own] of byPath) {
    const yaml = workspace.tree(path);
    const slots = new Map<unknown, number>(yaml?.documents.map(({ document, start }) => [document, start]));
    if (!yaml || own.some(({ document }) => !slots.has(document))) return undefined;
    files.push({
      uri: uriOf(path),
      file: yaml,
      edits: own.map(({ document, range, newText }) => {
        const start = slots.get(document) ?? 0;
        return { range: { start: start + range.start, end: start + range.end }, newText };
      }),
    });
  }
  return { title, files };
}
