import type { Rule } from './rule';

/** Findings about Holdfast's own words in a file. The engine reports them, so nothing visits a subject. */
export const UNUSED_SUPPRESSION: Rule = {
  id: 'holdfast/unused-suppression',
  severity: 'info',
  preset: 'recommended',
  category: 'maintenance',
  since: '0.1.0',
  summary: 'Suppression silences nothing',
  why: 'A suppression that outlives its finding hides the next real one, and its reason misleads whoever reads the file.',
  knownProblems:
    'A suppression of a rule that is switched off, or that cannot see the files it needs, is left alone: it may be needed elsewhere. So is every suppression in a file that does not parse.',
  references: [],
  tag: 'unnecessary',
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1 # holdfast-ignore compose/unpinned-image -- to be decided\n    restart: unless-stopped\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    restart: unless-stopped\n',
  },
  on: {},
  message: () => '',
  fixes: [],
};

export const OWN_RULES: readonly Rule[] = [UNUSED_SUPPRESSION];
