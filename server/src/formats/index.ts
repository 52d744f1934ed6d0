import type { AnyFormat } from '../engine/format';
import { OWN_RULES } from '../engine/ownRules';
import { nameOf } from '../engine/paths';
import { compose, composeGuest } from './compose';
import { dockerfile } from './dockerfile';
import { dotenv, dotenvGuest } from './dotenv';
import { holdfastFormat } from './holdfast';
import { kubernetes } from './kubernetes';
import { mongodb } from './mongodb';
import { prometheus } from './prometheus';
import { prometheusRules } from './prometheus-rules';
import { redis } from './redis';
import { shell } from './shell';
import { traefik, traefikGuest } from './traefik';

/** The languages of other tools, in the order in which they are asked whether a file is theirs. */
const LANGUAGES: readonly AnyFormat[] = [
  // No format knows another one: who reads in whose files is said here.
  { ...compose, guests: [dotenvGuest, traefikGuest] },
  dockerfile,
  dotenv,
  kubernetes,
  mongodb,
  prometheus,
  prometheusRules,
  redis,
  { ...shell, guests: [composeGuest] },
  traefik,
];

/** Every format; our own configuration file comes first because its name alone decides. */
export const FORMATS: readonly AnyFormat[] = [
  holdfastFormat([...LANGUAGES.flatMap(({ rules }) => rules), ...OWN_RULES]),
  ...LANGUAGES,
];

/** Whether a file's name is one that something we read may have; everything else is never parsed. */
export function mayBeOurs(path: string): boolean {
  const name = nameOf(path);
  return FORMATS.some(({ language }) => language.reads(name));
}

/** Whether a file of this name says nothing without another one that tells what it is for. */
export function needsOthers(path: string): boolean {
  const name = nameOf(path);
  return FORMATS.find(({ language }) => language.reads(name))?.forGuestsOnly === true;
}
