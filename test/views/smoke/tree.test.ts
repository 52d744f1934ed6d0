import { describe, expect, it } from 'vitest';
import { detectedNode, fileNodes, leavesOf } from '../../../client/src/views/smoke/tree';
import { secretNamesIn } from '../../../client/src/views/smoke/secretNames';
import { ASKS_DATABASE, broken, declared, FILE, joined, nodesOf, runs, smokeTest, STACK } from './fixtures';

describe('the tests of files', () => {
  it('stand below their file, at their lines, in the order of the file', () => {
    const [file, ...others] = nodesOf(declared('zebra'), declared('ant', { title: 'Ants are in' }));
    expect(others).toEqual([]);
    expect(file).toMatchObject({ label: 'holdfast.yaml', source: { uri: FILE } });
    expect(file?.children.map(({ label }) => label)).toEqual(['zebra', 'Ants are in']);
    expect(file?.children[0]?.source?.range.start.line).toBe(3);
  });

  it('keep their ids when they are written elsewhere', () => {
    const before = nodesOf(declared('one'), declared('two'));
    const after = nodesOf(declared('two'), declared('one', { title: 'Another title' }));
    const ids = (nodes: typeof before): string[] => leavesOf(nodes).map(({ id }) => id);
    expect(ids(after).sort()).toEqual(ids(before).sort());
  });

  it('are shown with what is wrong with them', () => {
    const [file] = nodesOf(broken('odd', 'It has no kind.'));
    expect(file?.children[0]).toMatchObject({ problem: 'It has no kind.' });
    expect(file?.problem).toBeUndefined();
  });

  it('have their own tags, and that of the profile that runs them', () => {
    const [file] = nodesOf(
      declared('one', { tags: ['database'] }),
      declared('two', { destructive: true, tags: ['destructive'] }),
    );
    expect(file?.children.map(({ tags }) => tags)).toEqual([['safe', 'database'], ['destructive']]);
    expect(file?.tags).toEqual(['safe', 'destructive']);
    expect(nodesOf(declared('one'))[0]?.tags).toEqual(['safe']);
  });

  it('leave out a file without any', () => {
    expect(fileNodes([{ uri: FILE, stacks: [], tests: [] }], String)).toEqual([]);
  });
});

describe('detected services', () => {
  const tests = [
    smokeTest('services-healthy', { probe: { kind: 'container' } }),
    smokeTest('db/ready', { probe: ASKS_DATABASE }),
  ];

  it('are there by stack and service; what is about all of them stands before', () => {
    const root = detectedNode([joined(runs('db'))], () => tests, undefined);
    expect(root).toMatchObject({ label: 'Detected services', children: [{ label: 'app' }] });
    const [about, db, ...others] = root?.children[0]?.children ?? [];
    expect(others).toEqual([]);
    expect(about).toMatchObject({ label: 'services-healthy', leaf: { suite: STACK } });
    expect(db).toMatchObject({ label: 'db', source: { uri: STACK }, children: [{ label: 'db/ready' }] });
  });

  it('have one button in the file, at the service, and lead there when they fail', () => {
    const [db] = detectedNode([joined()], () => tests.slice(1), undefined)?.children[0]?.children ?? [];
    expect(db?.source).toBeDefined();
    expect(db?.children[0]?.source).toBeUndefined();
    expect(db?.children[0]?.leaf?.source).toEqual(db?.source);
  });

  it('say why there are none, or are not there at all', () => {
    expect(detectedNode([], () => tests, undefined)).toBeUndefined();
    expect(detectedNode([joined()], () => [], undefined)).toBeUndefined();
    expect(detectedNode([], () => tests, 'No Docker engine runs.')).toMatchObject({
      problem: 'No Docker engine runs.',
      children: [],
    });
  });
});

describe('secrets', () => {
  it('are found by name in whatever a test says', () => {
    const headers = { Authorization: 'Bearer ${secret:API_KEY}', Cookie: '${secret:SESSION}; ${secret:API_KEY}' };
    const leaves = leavesOf(
      nodesOf(declared('one', { probe: { kind: 'http', url: 'http://h/', headers } }), declared('two')),
    );
    expect(secretNamesIn(leaves)).toEqual(['API_KEY', 'SESSION']);
  });
});
