import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../../server/src/engine/settings';
import type { ComposeFile } from '../../../../server/src/formats/compose/model';
import { composeFileOf } from '../../../../server/src/formats/compose/projectFiles';
import { Workspace } from '../../../../server/src/stack/workspace';
import { MemoryDisk } from '../../../support/memoryDisk';

const INCLUDING = {
  '/w/compose.yaml': 'include: [db/compose.yaml]\nservices:\n  web: {image: "example/web:1.4"}\n',
  '/w/db/compose.yaml': 'services:\n  db: {image: "postgres:16"}\n',
};

function filesIn(files: Readonly<Record<string, string>>) {
  const workspace = new Workspace('/w', new MemoryDisk(files), DEFAULT_SETTINGS);
  const open = (path: string): ComposeFile => {
    const document = workspace.tree(path)?.documents[0]?.document;
    if (document?.root?.kind !== 'map') throw new Error(`${path} is no mapping`);
    return composeFileOf(document, document.root, path, DEFAULT_SETTINGS, workspace.surroundingsOf(path));
  };
  return { workspace, open };
}

describe('the files of a project', () => {
  it('share its services, each of which belongs to the file that declares it', () => {
    const { open } = filesIn(INCLUDING);
    const [main, part] = [open('/w/compose.yaml'), open('/w/db/compose.yaml')];
    expect(main.services.map(({ name }) => name)).toEqual(['db', 'web']);
    expect(part.services).toBe(main.services);
    expect(main.ownServices.map(({ name }) => name)).toEqual(['web']);
    expect(part.ownServices.map(({ name }) => name)).toEqual(['db']);
    expect(main.service('db')?.file).toBe(part);
  });

  it('work everything out again when any file changes', () => {
    const { workspace, open } = filesIn(INCLUDING);
    const before = open('/w/compose.yaml');
    expect(open('/w/compose.yaml')).toBe(before);
    workspace.forgetText('/w/notes.txt');
    expect(open('/w/compose.yaml')).not.toBe(before);
  });

  it('have their own view of services that several of them declare', () => {
    const { open } = filesIn({
      '/w/compose.yaml': 'services:\n  web: {image: "example/web:1.4"}\n',
      '/w/compose.override.yaml': 'services:\n  web: {ports: ["127.0.0.1:80:80"]}\n',
    });
    const [main, override] = [open('/w/compose.yaml'), open('/w/compose.override.yaml')];
    expect(override.services).not.toBe(main.services);
    expect(main.ownServices[0]?.own.document).toBe(main.document);
    expect(override.ownServices[0]?.own.document).toBe(override.document);
  });
});
