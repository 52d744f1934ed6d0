import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../server/src/document/edit';
import { plainText } from '../../../server/src/document/render';
import { suppressHere, suppressInFile } from '../../../server/src/features/suppress';
import { mayBeOurs } from '../../../server/src/formats';
import { parseDockerfile } from '../../../server/src/formats/dockerfile/document';
import { Dockerfile } from '../../../server/src/formats/dockerfile/model';
import { DEFAULT_SETTINGS } from '../../../server/src/engine/settings';
import { lintText, only, open, pointsAt } from '../../support/lint';

const PATH = '/workspace/Dockerfile';

function model(text: string): Dockerfile {
  const [slot] = parseDockerfile(PATH, text).documents;
  if (!slot) throw new Error('a Dockerfile is one document');
  return new Dockerfile(slot.document, PATH, DEFAULT_SETTINGS);
}

describe('the names of a Dockerfile', () => {
  it.each([
    'Dockerfile',
    'dockerfile',
    'Dockerfile.web',
    'Dockerfile-web',
    'web.dockerfile',
    'Containerfile',
    '/a/b/Dockerfile.prod',
  ])('%s is one', (name) => expect(mayBeOurs(name)).toBe(true));
  it.each([
    'Dockerfile.dockerignore',
    'Dockerfile.md',
    'Dockerfile.j2',
    'dockerfile.go',
    'MyDockerfile',
    'Dockerfiles',
  ])('%s is none', (name) => expect(mayBeOurs(name)).toBe(false));
});

describe('a text that is rendered first', () => {
  it.each(['FROM {{ base }}\n', '{% if x %}\nFROM alpine\n{% endif %}\n', 'FROM <%= base %>\n'])(
    '%j is left alone',
    (text) => expect(() => open(text, PATH)).toThrow(),
  );
  it('is not one that formats with braces', () => {
    expect(open("FROM alpine:3.22.1\nRUN docker inspect -f '{{.Id}}' x\n", PATH).format.id).toBe('dockerfile');
  });
});

describe('the model of a Dockerfile', () => {
  it('follows stages to the image they begin with', () => {
    const { stages, finalStage } = model(
      'ARG V=22\nARG B=node:${V}\nFROM $B AS base\nUSER app\nFROM Base AS b\nFROM b\nRUN true\n',
    );
    expect(stages).toHaveLength(3);
    expect(finalStage?.rootImage).toBe('node:22');
    expect(finalStage?.last('USER')?.words[0]?.text).toBe('app');
  });

  it('knows nothing of an argument without default', () => {
    expect(model('ARG B\nFROM ${B}\n').finalStage?.base).toBeUndefined();
    expect(model('FROM ${B:-alpine:3}\n').finalStage?.base).toBe('alpine:3');
  });

  it('gives programs of RUN with their place in the file, in every form', () => {
    const text = [
      'FROM alpine:3.22.1',
      'RUN --mount=type=cache,target=/x a one && \\',
      '  # a comment',
      '',
      '  b "two three"',
      'RUN ["c", "four"]',
      'RUN <<EOF',
      'd five',
      'EOF',
      'RUN cat <<E > /f && e six',
      'not a command',
      'E',
      'RUN <<EOF python3',
      'print(1)',
      'EOF',
      'ONBUILD RUN f seven',
      '',
    ].join('\n');
    const calls = model(text).stages.flatMap(({ runs }) => runs.flatMap((run) => run.calls));
    expect(calls.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'cat', 'e', 'python3', 'f']);
    const written = calls.map(({ word, args }) => text.slice(word.range.start, args.at(-1)?.range.end));
    expect(written.slice(0, 4)).toEqual(['a one', 'b "two three"', '"c", "four"', 'd five']);
    expect(written.at(-1)).toBe('f seven');
  });

  it('reads a Dockerfile with another escape character and line ends of Windows', () => {
    const text = '# escape=`\r\nFROM alpine:3.22.1\r\nRUN a `\r\n  b\r\nCOPY c:\\x d\r\n';
    const [stage] = model(text).stages;
    expect(stage?.runs[0]?.calls[0]?.args.map(({ plain }) => plain)).toEqual(['b']);
    expect(stage?.own('COPY')[0]?.words.map((word) => word.text)).toEqual(['c:\\x', 'd']);
  });

  it('never throws, whatever it is given', () => {
    const whole =
      '# escape=`\nARG A\nFROM a AS b\nRUN <<E\nx\nE\nCOPY ["a", "b"] \\\n# c\nENV A="b c" D=$E\nONBUILD ONBUILD\n';
    for (let end = 0; end <= whole.length; end++)
      expect(() => lintText(whole.slice(0, end), { path: PATH })).not.toThrow();
  });
});

describe('comments of a Dockerfile', () => {
  const found = (text: string, rule = 'dockerfile/sudo-in-command') =>
    lintText(text, { path: PATH, settings: only(rule) })
      .findings.filter((one) => one.rule.id === rule)
      .map((one) => pointsAt(text, one));

  it('silence the instruction below, all its lines', () => {
    const text =
      'FROM debian:12\n# holdfast-ignore dockerfile/sudo-in-command -- x\nRUN a && \\\n  sudo b\nRUN sudo c\n';
    expect(found(text)).toEqual(['5:sudo']);
  });

  it('silence the line below inside of an instruction', () => {
    const text =
      'FROM debian:12\nRUN a && \\\n  # holdfast-ignore dockerfile/sudo-in-command -- x\n  sudo b && \\\n  sudo c\n';
    expect(found(text)).toEqual(['5:sudo']);
  });

  it('silence the whole stage above FROM', () => {
    const text =
      '# holdfast-ignore dockerfile/sudo-in-command -- x\nFROM debian:12\nRUN sudo b\nFROM debian:12\nRUN sudo c\n';
    expect(found(text)).toEqual(['5:sudo']);
  });

  it.each([
    '# hadolint ignore=DL3004,DL3008',
    '# hadolint global ignore=DL3004',
    '#checkov:skip=CKV2_DOCKER_1:reason',
    '# kics-scan ignore-line',
  ])('of other tools are honoured: %s', (comment) => {
    expect(found(`FROM debian:12\n${comment}\nRUN sudo c\n`)).toEqual([]);
  });

  it('of hadolint count for one instruction', () => {
    expect(found('FROM debian:12\n# hadolint ignore=DL3004\nRUN a\nRUN sudo c\n')).toEqual(['4:sudo']);
  });

  it('are written above the instruction, and below the directives of the parser', () => {
    const text = '# syntax=docker/dockerfile:1\nFROM debian:12\nRUN a && \\\n  sudo b\n';
    const file = open(text, PATH);
    const [one] = lintText(text, { path: PATH, settings: only('dockerfile/sudo-in-command') }).findings;
    if (!one) throw new Error('sudo is found');
    expect(plainText(applyEdits(text, suppressHere(file, [one]))).split('\n')[2]).toBe(
      '# holdfast-ignore dockerfile/sudo-in-command -- reason',
    );
    expect(plainText(applyEdits(text, suppressInFile(file, one))).split('\n')[1]).toBe(
      '# holdfast-ignore-file dockerfile/sudo-in-command -- reason',
    );
  });
});
