/** `tsx test/fuzz/run.ts [COUNT] [SEED]`: COUNT random texts, none of which may do harm. Prints what did, and how to repeat it. */
import { readFileSync } from 'node:fs';
import { CORPUS, corpusFiles } from '../support/corpus';
import { mishap, mutate, randomFrom } from './fuzz';

const count = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
const files = CORPUS
  ? corpusFiles('.')
      .map((path) => readFileSync(path, 'utf8'))
      .filter((text) => text.length < 20_000)
  : [];
if (files.length === 0) {
  console.error('There is no corpus of real files to begin with: set HOLDFAST_CORPUS to a folder of YAML files.');
  process.exit(2);
}
const names = ['compose.yaml', 'file.yaml', 'prometheus.yml', 'holdfast.yaml'];
let failed = 0;
for (let i = 0; i < count; i++) {
  const random = randomFrom(seed + i);
  const base = files[Math.floor(random() * files.length)] ?? '';
  const text = mutate(base, random);
  const path = `/workspace/${names[Math.floor(random() * names.length)]}`;
  const wrong = mishap(path, text);
  if (wrong) {
    failed++;
    console.error(`seed ${seed + i} (${path}, ${text.length} characters): ${wrong}`);
    if (failed >= 20) break;
  }
  if ((i + 1) % 10_000 === 0) console.log(`${i + 1} texts, ${failed} mishaps`);
}
console.log(`seed ${seed}: ${count} texts, ${failed} mishaps`);
process.exitCode = failed > 0 ? 1 : 0;
