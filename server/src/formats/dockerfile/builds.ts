import type { Call, Run, Stage } from './model';
import { packageCommands } from './packages';

/** Packages that are for building only. */
export const BUILD_PACKAGE =
  /^(?:build-essential|build-base|gcc|g\+\+|clang|make|cmake|autoconf|automake|libtool|musl-dev|libc-dev|python3?-dev(?:el)?|linux-headers|gcc-c\+\+|kernel-headers|rustc|cargo|golang(?:-go)?|maven|gradle|openjdk-\d+-jdk(?:-headless)?)(?:[=~<>-]\d.*)?$/;

/** A call that compiles or bundles. */
export function isBuild({ name, args }: Pick<Call, 'name' | 'args'>): boolean {
  const words = args.map((word) => word.plain ?? '');
  const [first, second] = words.filter((word) => !word.startsWith('-'));
  switch (name) {
    case 'gcc':
    case 'g++':
    case 'clang':
      return true;
    case 'make':
    case 'cmake':
      return true;
    case 'go':
    case 'cargo':
      return first === 'build' || first === 'install';
    case 'mvn':
    case 'mvnw':
      return words.some((word) => /^(?:package|install|verify|compile)$/.test(word));
    case 'gradle':
    case 'gradlew':
      return words.some((word) => /^:?(?:build|assemble|bootJar|installDist|shadowJar|jar|war)$/.test(word));
    case 'dotnet':
      return first === 'publish' || first === 'build';
    case 'npm':
    case 'pnpm':
    case 'yarn':
      return /^build/.test(first ?? '') || (first === 'run' && /^build/.test(second ?? ''));
    default:
      return false;
  }
}

/** Whether a RUN takes packages away again. */
export function removesPackages(run: Run): boolean {
  return packageCommands(run).some(({ verb }) => /^(?:remove|purge|autoremove|del|erase)$/.test(verb?.plain ?? ''));
}

/** The first call of a Dockerfile of one stage that compiles in the image that is then run. */
export function buildInFinalImage(stage: Stage): { readonly run: Run; readonly call: Call } | undefined {
  const { file, ancestry } = stage;
  if (file.finalStage !== stage || ancestry.length !== file.stages.length) return undefined;
  if (!ancestry.some((one) => one.own('CMD', 'ENTRYPOINT').length > 0)) return undefined;
  for (const one of ancestry)
    for (const run of one.runs) {
      const call = run.instruction.onbuild || removesPackages(run) ? undefined : run.calls.find(isBuild);
      if (call) return { run, call };
    }
  return undefined;
}
