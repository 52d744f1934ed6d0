import type { IRawGrammar } from 'vscode-textmate';

const include = (...names: string[]) => names.map((name) => ({ include: `#${name}` }));
const quoted = (name: string, quote: string) => ({ name: `string.quoted.${name}.yaml`, begin: quote, end: quote });

/**
 * The least YAML grammar that nests like the one of VS Code: every mapping and sequence is a begin/while rule that
 * consumes its own indentation on each line, so that the rules inside go on from there (`\G`).
 */
export const yamlStub = {
  scopeName: 'source.yaml',
  patterns: [{ begin: '\\A', while: '^', patterns: include('node') }],
  repository: {
    node: { patterns: include('sequence', 'mapping', 'scalar', 'comment') },
    sequence: {
      name: 'meta.block.sequence.yaml',
      begin: '\\G( *)-(?= )',
      while: '\\G(?:\\1 | *$)',
      patterns: include('node'),
    },
    mapping: {
      name: 'meta.mapping.yaml',
      begin: '\\G( *)(?=["\']?[\\w.-]+["\']? *:(?: |$))',
      while: '\\G(?:\\1| *$)',
      patterns: include('key', 'value', 'comment'),
    },
    key: { name: 'entity.name.tag.yaml', match: '\\G["\']?[\\w.-]+["\']?(?= *:)' },
    value: {
      name: 'meta.map.value.yaml',
      begin: ':(?= |$)',
      while: '\\G(?= +\\S|- | *$)',
      patterns: include('node'),
    },
    scalar: {
      patterns: [
        { name: 'string.unquoted.block.yaml', begin: '[|>][-+]?', while: '\\G' },
        {
          name: 'meta.flow.mapping.yaml',
          begin: '\\{',
          end: '\\}',
          patterns: [{ name: 'string.unquoted.yaml', match: '[^,:{}]+' }],
        },
        quoted('double', '"'),
        quoted('single', "'"),
        { name: 'string.unquoted.plain.yaml', match: '[^\\s#{"\'|>-][^#]*' },
      ],
    },
    comment: { name: 'comment.line.number-sign.yaml', match: '#.*$' },
  },
} as unknown as IRawGrammar;
