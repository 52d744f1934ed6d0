import type { ComposeService } from './model';

/** The profiles of a service as written; none means that it always runs. */
export function profilesOf(service: ComposeService): readonly string[] {
  return service.once('profiles', () =>
    service.items('profiles').flatMap(({ view }) => (view.kind === 'scalar' ? [view.text] : [])),
  );
}

/** Whether one choice of profiles starts both (https://docs.docker.com/reference/compose-file/profiles/). */
export function canRunTogether(one: ComposeService, other: ComposeService): boolean {
  const profiles = profilesOf(one);
  const others = profilesOf(other);
  return profiles.length === 0 || others.length === 0 || profiles.some((profile) => others.includes(profile));
}
