import { describe, expect, it } from 'vitest';
import type { Container } from '../../../client/src/live/docker';
import { liveFindings } from '../../../client/src/live/services/findings';
import { joinStacks } from '../../../client/src/live/services/join';
import type { DeclaredStackService } from '../../../server/src/protocol';
import { container, declaredService, labels, NOW, observation, place, SECOND, stack } from './fixtures';

function found(declared: Partial<DeclaredStackService>, ...running: Partial<Container>[]) {
  const containers = running.map((one, index) =>
    container({ id: `${index}`, labels: labels('app', 'web', { 'container-number': `${index + 1}` }), ...one }),
  );
  return liveFindings(joinStacks([stack('app', [declaredService('web', declared)])], observation(containers)));
}

const failing = (exitCode: number, output: string): Partial<Container> => ({
  health: { status: 'unhealthy', failingStreak: 3, probes: [{ startedAt: NOW, endedAt: NOW, exitCode, output }] },
});
const noCurl = failing(
  -1,
  'OCI runtime exec failed: exec failed: exec: "curl": executable file not found in $PATH: unknown',
);
const healthCheck = { kind: 'declared', test: ['CMD', 'curl', 'x'], source: place(7) } as const;
const limits = { memoryBytes: { value: 1 << 20, source: place(8) }, cpus: undefined, processes: undefined };

describe('live findings', () => {
  it('say nothing about what is well, or fails by itself', () => {
    expect(found({ healthCheck }, {})).toEqual([]);
    expect(found({ healthCheck }, failing(1, 'connection refused'))).toEqual([]);
  });

  it('point at a probe that cannot run, once, with one that can', () => {
    const findings = found({ healthCheck, suggestedProbe: ['CMD', '/usr/bin/wget', 'x'] }, noCurl, noCurl);
    expect(findings).toEqual([
      {
        uri: 'file:///srv/app/compose.yaml',
        range: place(7).range,
        code: 'live/probe-cannot-run',
        severity: 'error',
        message:
          'The health check of web cannot run: it needs curl, which is not in the image. It stays unhealthy however well it works. Use wget instead, which the image has.',
        serviceId: 'file:///srv/app/compose.yaml/web',
        service: 'web',
        stack: 'file:///srv/app/compose.yaml',
        fix: { kind: 'replace probe', missing: 'curl' },
      },
    ]);
  });

  it('point at the service where the probe comes from the image', () => {
    const fromImage = { kind: 'declared', test: undefined, source: undefined } as const;
    const [finding] = found({ healthCheck: fromImage, suggestedProbe: ['CMD-SHELL', 'pg_isready -q'] }, noCurl);
    expect(finding?.range.start.line).toBe(1);
    expect(finding?.fix).toEqual({ kind: 'replace probe', missing: 'curl' });
    expect(finding?.message).toContain('Use pg_isready instead');
  });

  const cannotRun = (declared: Partial<DeclaredStackService>, probe: Partial<Container>) =>
    found({ healthCheck, ...declared }, probe).map(({ fix, message }) => [
      fix,
      message.replace(/^.*well it works\. /, ''),
    ]);

  it('say what to do where nothing is known that would run', () => {
    const look = '`docker compose exec web sh` shows what is there.';
    expect(cannotRun({}, noCurl)).toEqual([
      [undefined, `Probe from outside, or use a program that the image has: ${look}`],
    ]);
    expect(cannotRun({ isBuilt: true }, noCurl)).toEqual([
      [undefined, `Install curl in its Dockerfile, or use a program that the image has: ${look}`],
    ]);
    expect(cannotRun({ isBuilt: true }, failing(127, 'not found'))).toEqual([
      [undefined, `Install the program in its Dockerfile, or use a program that the image has: ${look}`],
    ]);
  });

  it('advise neither the missing program nor a shell that is not there', () => {
    expect(cannotRun({ suggestedProbe: ['CMD', 'curl', 'y'] }, noCurl)[0]?.[0]).toBeUndefined();
    const noShell = failing(-1, noCurl.health?.probes[0]?.output.replace('"curl"', '"/bin/sh"') ?? '');
    const script = { kind: 'declared', test: ['curl x'], source: place(7) } as const;
    expect(cannotRun({ healthCheck: script, suggestedProbe: ['CMD-SHELL', 'pg_isready'] }, noShell)).toEqual([
      [
        undefined,
        'Without a shell only the list form runs, ["CMD", "/program", …], with a program of the image itself.',
      ],
    ]);
    expect(cannotRun({ healthCheck: script, suggestedProbe: ['CMD', 'probe'] }, noShell)[0]?.[0]).toEqual({
      kind: 'replace probe',
      missing: '/bin/sh',
    });
  });

  it('say how a change of the file comes into force', () => {
    const mended = { kind: 'declared', test: ['CMD', 'wget', 'x'], source: place(7) } as const;
    const [finding] = found({ healthCheck: mended, suggestedProbe: ['CMD', 'wget', 'x'] }, noCurl);
    expect(finding?.message).toMatch(/The file says something else by now: `docker compose up -d web` applies it\.$/);
    expect(finding?.fix).toBeUndefined();
    const raised = { ...limits, memoryBytes: { value: 1 << 21, source: place(8) } };
    const [memory] = found(
      { limits: raised },
      { state: 'exited', exitCode: 137, oomKilled: true, limits: { ...limits, memoryBytes: 1 << 20 } },
    );
    expect(memory?.message).toBe(
      'web was killed at its limit of 1 MiB. The file allows more by now: `docker compose up -d web` applies it.',
    );
    expect(memory?.fix).toBeUndefined();
  });

  it('point at the limit of what was out of memory', () => {
    const killed: Partial<Container> = { state: 'exited', exitCode: 137, oomKilled: true };
    const [finding] = found(
      { limits },
      { ...killed, limits: { memoryBytes: 1 << 20, cpus: undefined, processes: undefined } },
    );
    expect(finding).toMatchObject({ code: 'live/out-of-memory', fix: { kind: 'raise memory limit', bytes: 1 << 21 } });
    expect(finding?.range.start.line).toBe(8);
    expect(finding?.message).toContain('limit of 1 MiB');
    expect(found({}, killed)[0]?.range.start.line).toBe(1);
  });

  it('point at a service that keeps restarting', () => {
    const [finding] = found({}, { state: 'restarting', restartCount: 5, exitCode: 3, startedAt: NOW - SECOND });
    expect(finding).toMatchObject({ code: 'live/restart-loop', range: { start: { line: 1 } } });
    expect(finding?.message).toBe('web keeps restarting, exit code 3. Its last log lines say why.');
  });

  it('point at the port that is taken', () => {
    const written = (hostPort: number, line: number) => ({
      value: { hostAddress: '', hostPort, containerPort: 80, protocol: 'tcp' },
      source: place(line),
    });
    const [finding] = found(
      { ports: [written(80, 10), written(8080, 11)] },
      { state: 'created', error: 'Bind for 0.0.0.0:8080 failed: port is already allocated' },
    );
    expect(finding).toMatchObject({ code: 'live/port-taken', range: { start: { line: 11 } } });
  });

  it('say nothing about what nobody declares', () => {
    const stacks = joinStacks([], observation([container({ labels: labels('app', 'web'), ...noCurl })]));
    expect(liveFindings(stacks)).toEqual([]);
  });
});
