import type { YamlDocument } from '../../document/document';
import type { TextRange } from '../../document/text';
import { finding, ruleFactory, type Rule } from '../../engine/rule';
import { explainBrokenAlias, explainSyntax } from './syntaxExplanation';

/** What a format says about itself to get one of the rules that all YAML formats share. */
export interface YamlFormat {
  /** The first part of the rule's id. */
  readonly format: string;
  /** Who reads the files, as a person calls it: "Docker Compose". */
  readonly reader: string;
  readonly references: readonly string[];
  readonly peers?: readonly string[];
  readonly examples: { readonly bad: string; readonly good: string };
  /** What else keeps the reader from taking a document that parses; the text ends without a full stop. */
  readonly misshapen?: (document: YamlDocument) => { readonly range: TextRange; readonly text: string } | undefined;
}

const define = ruleFactory<{ readonly document: YamlDocument }>();

/** `<format>/syntax-error`: one finding for each document that does not parse, at its first problem. */
export function yamlSyntaxError({ format, reader, misshapen, ...description }: YamlFormat): Rule {
  return define({
    id: `${format}/syntax-error`,
    severity: 'error',
    preset: 'recommended',
    category: 'correctness',
    since: '0.1.0',
    summary: 'File is not valid YAML',
    why: `${reader} refuses a file that does not parse, and nothing in it takes effect. Checks see only the part that is readable.`,
    knownProblems: 'One mistake often causes further ones below it, so only the first of each document is reported.',
    ...description,
    on: {
      document(document) {
        const [problem] = document.problems;
        if (problem?.tooLarge) {
          const data = { message: problem.message };
          return finding({ document, range: problem.range }, data, { severity: 'info' });
        }
        const [alias] = document.brokenAliases;
        const found = problem
          ? explainSyntax(document, problem)
          : alias
            ? explainBrokenAlias(document, alias)
            : misshapen?.(document);
        return (
          found && finding({ document, range: found.range }, { message: `${found.text}. ${reader} refuses the file.` })
        );
      },
    },
    message: ({ message }) => message,
  });
}
