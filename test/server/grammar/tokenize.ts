import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createOnigScanner, createOnigString, loadWASM } from 'vscode-oniguruma';
import { INITIAL, parseRawGrammar, Registry, type IGrammar, type IRawGrammar } from 'vscode-textmate';
import { yamlStub } from './yamlStub';

/** One token: its text and its innermost scope. `scopes` holds all of them, outermost first. */
export interface Token {
  readonly text: string;
  readonly scope: string;
  readonly scopes: readonly string[];
}

const root = join(import.meta.dirname, '../../..');
const wasm = readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm'));
const loaded = loadWASM(wasm);

const readGrammar = (path: string): IRawGrammar => parseRawGrammar(readFileSync(path, 'utf8'), path);

interface Contribution {
  readonly scopeName: string;
  readonly path: string;
  readonly injectTo?: readonly string[];
}

/** The grammars as the manifest announces them: the editor finds them by these names, not by those in the files. */
const contributions = (
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { contributes: { grammars: Contribution[] } }
).contributes.grammars;

function ownGrammars(): Map<string, IRawGrammar> {
  return new Map(contributions.map(({ scopeName, path }) => [scopeName, readGrammar(join(root, path))]));
}

/** Where a downloaded VS Code and a code-server keep their own extensions. */
const EXTENSION_FOLDERS = ['resources/app/extensions', 'node_modules/code-server/lib/vscode/extensions'];

function installedYamlGrammars(): { readonly name: string; readonly grammars: () => Map<string, IRawGrammar> }[] {
  const cache = join(root, '.vscode-test');
  return (existsSync(cache) ? readdirSync(cache) : []).flatMap((name) =>
    EXTENSION_FOLDERS.map((folder) => join(cache, name, folder, 'yaml/syntaxes'))
      .filter((folder) => existsSync(folder))
      .map((folder) => ({ name, grammars: () => readFolder(folder) })),
  );
}

function readFolder(folder: string): Map<string, IRawGrammar> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.tmLanguage.json'));
  return new Map(files.map((file) => readGrammar(join(folder, file))).map((grammar) => [grammar.scopeName, grammar]));
}

/** The YAML grammars to test with: our stub, and that of a VS Code where the end-to-end tests have put one. */
export const yamlGrammars = [
  { name: 'the stub', grammars: () => new Map([[yamlStub.scopeName, yamlStub]]) },
  ...installedYamlGrammars(),
];

async function load(scope: string, others: Map<string, IRawGrammar>, inject: boolean): Promise<IGrammar> {
  await loaded;
  const grammars = new Map([...ownGrammars(), ...others]);
  const registry = new Registry({
    onigLib: Promise.resolve({ createOnigScanner, createOnigString }),
    loadGrammar: (name) => Promise.resolve(grammars.get(name)),
    getInjections: (name) =>
      inject ? contributions.filter(({ injectTo }) => injectTo?.includes(name)).map(({ scopeName }) => scopeName) : [],
  });
  const grammar = await registry.loadGrammar(scope);
  if (!grammar) throw new Error(`No grammar for ${scope}`);
  return grammar;
}

/** The tokens of each line; tokens of blanks only are left out, blanks around the others are trimmed. */
function tokenizeWith(grammar: IGrammar, text: string): Token[][] {
  let stack = INITIAL;
  return text.split('\n').map((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
    stack = ruleStack;
    return tokens
      .map(({ startIndex, endIndex, scopes }) => ({
        text: line.slice(startIndex, endIndex).trim(),
        scope: scopes.at(-1) ?? '',
        scopes,
      }))
      .filter((token) => token.text !== '');
  });
}

/** Tokens of a bare expression. */
export async function tokenizePromql(text: string): Promise<Token[]> {
  return tokenizeWith(await load('source.promql', new Map(), false), text).flat();
}

/** Tokens of a YAML file, line by line, with or without our injection. */
export async function tokenizeYaml(
  text: string,
  grammars: Map<string, IRawGrammar>,
  { inject = true } = {},
): Promise<Token[][]> {
  return tokenizeWith(await load('source.yaml', grammars, inject), text);
}
