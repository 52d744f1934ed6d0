import { finding } from '../../../engine/rule';
import { dotenvRule } from '../rule';

const UNITS =
  /(?:^|[^a-z])(?:ms|msecs?|millis(?:econds)?|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|weeks?)(?:$|[^a-z])/i;

export default dotenvRule({
  id: 'dotenv/ambiguous-unit',
  severity: 'hint',
  preset: 'strict',
  category: 'maintenance',
  since: '0.1.0',
  summary: 'Duration without a unit',
  why: 'Seconds or milliseconds? Whoever changes the value at night guesses, and a timeout of 30 milliseconds looks like an outage.',
  knownProblems: 'A unit in the name, in the value or in a comment on the line or right above it is enough.',
  references: ['https://12factor.net/config'],
  examples: {
    bad: 'DOMAIN=shop.example.org\nAPI_TIMEOUT=30\n',
    good: 'DOMAIN=shop.example.org\nAPI_TIMEOUT=30 # seconds\n',
  },
  on: {
    variable(variable) {
      const { name, value } = variable;
      if (!/_(?:TIMEOUT|DELAY|INTERVAL|PERIOD|TTL)$/i.test(name) || !/^[1-9]\d*$/.test(value.text)) return undefined;
      return UNITS.test(variable.comments) ? undefined : finding(variable.token, { name });
    },
  },
  message: ({ name }) =>
    `Nothing says whether ${name} counts seconds or milliseconds. Say it in a comment on this line.`,
});
