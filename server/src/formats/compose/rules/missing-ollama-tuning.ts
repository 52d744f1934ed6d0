import { finding } from '../../../engine/rule';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';
import { commandLineOf } from '../commandLine';

const SETTINGS = { OLLAMA_NUM_PARALLEL: '2', OLLAMA_MAX_LOADED_MODELS: '1', OLLAMA_KEEP_ALIVE: '10m' };

export default composeRule({
  id: 'compose/missing-ollama-tuning',
  severity: 'hint',
  preset: 'strict',
  category: 'resources',
  since: '0.1.0',
  summary: 'Ollama decides by itself how much it takes at once',
  why: 'How many models stay loaded, for how long, and how many requests run side by side decides whether the memory lasts. By default Ollama goes by what is free when it starts, and unloads a model after five minutes.',
  references: ['https://github.com/ollama/ollama/blob/main/docs/faq.mdx'],
  examples: {
    bad: 'services:\n  models:\n    image: ollama/ollama:0.9.0\n    environment:\n      OLLAMA_HOST: 0.0.0.0\n',
    good: 'services:\n  models:\n    image: ollama/ollama:0.9.0\n    environment:\n      OLLAMA_HOST: 0.0.0.0\n      OLLAMA_NUM_PARALLEL: "2"\n      OLLAMA_MAX_LOADED_MODELS: "1"\n      OLLAMA_KEEP_ALIVE: 10m\n',
  },
  on: {
    service(service, { severity }) {
      if (service.knownImage?.kind !== 'ollama' || service.isPartial || service.get('env_file') || !isServer(service))
        return undefined;
      if (service.environment.some(({ name }) => name in SETTINGS)) return undefined;
      return finding(service.key, { service }, { subject: service.subject, severity: service.lenient(severity) });
    },
  },
  message: ({ service }) =>
    `Nothing says how many models "${service.name}" may keep loaded, and how many requests it takes at once. Set OLLAMA_MAX_LOADED_MODELS, OLLAMA_NUM_PARALLEL and OLLAMA_KEEP_ALIVE.`,
  fixes: [
    {
      kind: 'review',
      title: 'Set modest values',
      edits: ({ service }) => {
        if (!service.get('environment')) return service.insert(['environment'], SETTINGS);
        const added = Object.entries(SETTINGS).map(([name, value]) => service.addVariable(name, value));
        return added.every((edit) => edit !== undefined) ? added.flat() : undefined;
      },
    },
  ],
});

/** A container that only pulls a model needs none of it. */
function isServer(service: ComposeService): boolean {
  const words = commandLineOf(service);
  return words.length === 0 || words.some(({ text }) => text === 'serve');
}
