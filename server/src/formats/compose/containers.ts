import type { YamlDocument } from '../../document/document';
import { deleteItem, insertItem, replacePart, replaceScalar, type Edits } from '../../document/edit';
import { writtenValues } from '../../document/walk';
import { WrittenSequence, type Entry, type ScalarView } from '../../document/view';
import type {
  ContainerImage,
  ContainerLabel,
  ContainerMount,
  ContainerNetwork,
  ContainerPort,
  ContainerProject,
  ContainerVariable,
  DeclaredContainer,
  ProjectVariable,
  WrittenText,
} from '../../engine/containers';
import type { ComposeProject } from '../../engine/composeProject';
import { resolvePath } from '../../engine/paths';
import { commandLineOf, type CommandWord } from './commandLine';
import { sourcesOf } from './containerFiles';
import { variablesOf } from './interpolation';
import {
  deleteVariable,
  scalarText,
  valueAt,
  type ComposeFile,
  type ComposeService,
  type EnvironmentVariable,
} from './model';
import { serviceMounts } from './mounts';
import { portRange, publishedPorts, publishesPorts } from './ports';

/** The containers of a project, for the languages that are written in labels, commands and mounted files. */
export function containersOf(file: ComposeFile): ContainerProject {
  let containers: readonly DeclaredContainer[] | undefined;
  let variables: readonly ProjectVariable[] | undefined;
  return {
    folder: file.project.folder,
    documents: file.project.sources.map(({ document }) => document),
    get containers() {
      return (containers ??= file.services
        .filter(({ hasContainer }) => hasContainer)
        .map((service) => new Container(service)));
    },
    get variables() {
      return (variables ??= variablesOfProject(file.project));
    },
    isPartial: file.isPartial,
    isDefault: file.project.isDefault,
  };
}

/** Without those of included files that the `env_file` of their `include` fills in. */
function variablesOfProject({ sources, paths }: ComposeProject): ProjectVariable[] {
  const given = sources.find(({ path }) => paths.includes(path))?.variables;
  return sources.flatMap(({ document, path, variables }) => {
    const found = variablesInDocument(document);
    if (paths.includes(path)) return found;
    return found.filter(({ name }) => !variables.has(name) || given?.has(name) === true);
  });
}

const knownVariables = new WeakMap<YamlDocument, readonly ProjectVariable[]>();

function variablesInDocument(document: YamlDocument): readonly ProjectVariable[] {
  const variables = knownVariables.get(document) ?? readVariables(document);
  knownVariables.set(document, variables);
  return variables;
}

function readVariables(document: YamlDocument): ProjectVariable[] {
  if (!document.text.includes('$')) return [];
  return [...writtenValues(document)].flatMap((view) =>
    view.kind === 'scalar' ? variablesInText(view, view.text, 0) : [],
  );
}

/** Those inside defaults as well. */
function variablesInText(scalar: ScalarView, text: string, offset: number): ProjectVariable[] {
  if (!text.includes('$')) return [];
  return variablesOf(text).flatMap(({ name, start, end, fallback }) => [
    {
      name,
      token: scalar.partToken(offset + start, offset + end),
      isRequired: /^\$\{\w+:?\?/.test(text.slice(start, end)),
    },
    ...(fallback ? variablesInText(scalar, fallback.text, offset + fallback.start) : []),
  ]);
}

class Container implements DeclaredContainer {
  readonly name: string;
  readonly key: ScalarView;
  readonly subject: string;

  constructor(private readonly service: ComposeService) {
    this.name = service.name;
    this.key = service.key;
    this.subject = service.subject;
  }

  get isPartial(): boolean {
    return this.service.isPartial;
  }

  get image(): ContainerImage | undefined {
    const { image, knownImage } = this.service;
    if (!image) return undefined;
    return { text: image.text, kind: knownImage?.kind, tag: image.known ? image.reference.tag : undefined };
  }

  /** Those of the container, then those of the service in a Swarm. */
  get labels(): readonly ContainerLabel[] {
    return this.service.once('container labels', () =>
      [['labels'], ['deploy', 'labels']].flatMap((path) =>
        this.service.variables(...path).map((variable) => this.labelOf(variable)),
      ),
    );
  }

  get hasUnreadLabels(): boolean {
    const { service } = this;
    const isVariable = (path: readonly string[]): boolean =>
      service.holders(...path).some(({ value }) => value?.kind === 'scalar' && !value.isNull);
    return service.get('label_file') !== undefined || isVariable(['labels']) || isVariable(['deploy', 'labels']);
  }

  get words(): readonly WrittenText[] {
    return this.service.once('container words', () => commandLineOf(this.service).map(wordOf));
  }

  get environment(): readonly ContainerVariable[] {
    return this.service.environment.map((variable) => {
      const { value, scalar, key, name } = variable;
      const filled = value === undefined ? undefined : this.service.interpolate(scalar, value);
      return {
        name,
        value: filled?.known ? filled.text : undefined,
        token: key,
        remove: () => deleteVariable(variable),
      };
    });
  }

  get hasUnreadEnvironment(): boolean {
    return this.service.get('env_file') !== undefined;
  }

  get ports(): readonly ContainerPort[] | undefined {
    if (!publishesPorts(this.service)) return undefined;
    return publishedPorts(this.service).map(({ target, reach, hostIp }) => {
      const isLoopback = /^(?:127\.|\[?::1\]?$|localhost$)/.test(hostIp?.text ?? '');
      return { inside: portRange(target), reach: reach === 'address' && isLoopback ? 'loopback' : reach };
    });
  }

  get exposedPorts(): readonly number[] | undefined {
    const { service } = this;
    const { knownImage } = service;
    if (!knownImage || service.isPartial) return undefined;
    const own = knownImage.ports.flatMap(({ port, notExposed }) => (notExposed ? [] : [port]));
    const added = service.items('expose').map(({ view }) => /^(\d+)(?:\/tcp)?$/.exec(scalarText(view) ?? '')?.[1]);
    const published = publishedPorts(service).map(({ target }) => portRange(target));
    if (added.includes(undefined) || published.some((range) => range?.first !== range?.last || !range))
      return undefined;
    return [...new Set([...own, ...added.map(Number), ...published.flatMap((range) => range?.first ?? [])])];
  }

  get networks(): readonly ContainerNetwork[] {
    const { service } = this;
    if (service.get('network_mode')) return [];
    const names = service.entries('networks').map(({ key }) => key.text);
    for (const { view } of service.items('networks')) if (view.kind === 'scalar') names.push(view.text);
    return (names.length > 0 ? names : ['default']).map((name) => {
      const external = valueAt(service.file.declared('networks', name), 'external');
      return { name, isExternal: external !== undefined && scalarText(external) !== 'false' };
    });
  }

  get mounts(): readonly ContainerMount[] {
    return this.service.once('container mounts', () => this.readMounts());
  }

  private readMounts(): ContainerMount[] {
    const { service } = this;
    const sources = sourcesOf(service);
    const files = [...sources].map(([target, { path }]) => ({ target, source: path, isKept: true }));
    const others = serviceMounts(service).flatMap(({ kind, target }) => {
      if (!target?.isKnown) return [{ target: '/', source: undefined, isKept: true }];
      const path = resolvePath('/', target.text);
      return sources.has(path) ? [] : [{ target: path, source: undefined, isKept: kind !== 'tmpfs' }];
    });
    const temporary = service.items('tmpfs').flatMap(({ view }) => {
      const path = (scalarText(view) ?? '').split(':')[0] ?? '';
      return path.startsWith('/') ? [{ target: resolvePath('/', path), source: undefined, isKept: false }] : [];
    });
    const secrets = service.get('secrets') ? [{ target: '/run/secrets', source: undefined, isKept: true }] : [];
    const inherited = service.get('volumes_from') ? [{ target: '/', source: undefined, isKept: true }] : [];
    return [...files, ...others, ...temporary, ...secrets, ...inherited];
  }

  addLabels(labels: readonly (readonly [name: string, value: string])[]): Edits {
    const { service } = this;
    const path = service.get('labels') || !service.get('deploy', 'labels') ? ['labels'] : ['deploy', 'labels'];
    const [holder] = service.holders(...path);
    if (holder && isShared(service, holder)) return undefined;
    if (holder?.value?.kind === 'sequence') {
      const { value } = holder;
      return joined(labels.map(([name, text]) => insertItem(value, `${name}=${text}`)));
    }
    if (holder) return joined(labels.map(([name, text]) => service.insert([...path, name], text)));
    return service.insert(
      path,
      labels.map(([name, text]) => `${name}=${text}`),
    );
  }

  addWord(word: string): Edits {
    const [holder] = this.service.holders('command');
    const view = holder?.value;
    if (holder && isShared(this.service, holder)) return undefined;
    if (!holder) return this.service.get('entrypoint') ? undefined : this.service.insert(['command'], [word]);
    if (view instanceof WrittenSequence) return insertItem(view, word);
    if (view?.kind !== 'scalar' || view.isNull) return undefined;
    // Folded lines stay as they are: the word joins the last one.
    const end = view.text.trimEnd().length;
    return replacePart(view, end, end, ` ${word}`);
  }

  addMount(mount: string): Edits {
    return this.service.append('volumes', mount);
  }

  private labelOf(variable: EnvironmentVariable): ContainerLabel {
    const { name, key, value, valueStart, scalar, entry } = variable;
    const end = value === undefined ? scalar.text.length : valueStart + value.length;
    const nameEnd = value === undefined ? name.length : Math.max(valueStart - 1, 0);
    const filled = this.service.interpolate(scalar, value ?? '');
    // Keys of a mapping are not filled in.
    const filledName = entry ? { text: name, known: true } : this.service.interpolate(key, name);
    return {
      name: filledName.known ? filledName.text : name,
      key: entry ? key : key.partToken(0, nameEnd),
      value: {
        text: filled.known ? filled.text : (value ?? ''),
        isKnown: filled.known,
        token: value === undefined || entry ? scalar : scalar.partToken(valueStart, end),
        replace: (text) => (entry ? replaceScalar(scalar, text) : replacePart(scalar, valueStart, end, text)),
        remove: () => deleteVariable(variable),
      },
    };
  }
}

/** Other services repeat what stands there, or it is written in another file. */
function isShared({ own }: ComposeService, { key, value, aliased }: Entry): boolean {
  if (aliased || key.document !== own.document) return true;
  return key.document.hasAliasedAnchorWithin({ start: key.range.start, end: value?.range.end ?? key.range.end });
}

function wordOf(word: CommandWord): WrittenText {
  const { text, isKnown, token, scalar, written } = word;
  return {
    text,
    isKnown,
    token,
    replace: (other) => written && replacePart(scalar, written.start, written.end, other),
    remove: () => deleteWord(word),
  };
}

/** All of several edits, or none. */
function joined(edits: readonly Edits[]): Edits {
  const known = edits.filter((one) => one !== undefined);
  return known.length === edits.length ? known.flat() : undefined;
}

/** Takes a word out of the command, together with the white space in front of it or, at the beginning, behind it. */
function deleteWord({ scalar, holder, outer }: CommandWord): Edits {
  if (holder.value?.kind === 'sequence') return deleteItem(holder, scalar);
  const { text } = scalar;
  const before = /\s*$/.exec(text.slice(0, outer.start))?.[0].length ?? 0;
  if (outer.start > before) return replacePart(scalar, outer.start - before, outer.end, '');
  const behind = /^\s*/.exec(text.slice(outer.end))?.[0].length ?? 0;
  return outer.end + behind < text.length ? replacePart(scalar, outer.start, outer.end + behind, '') : undefined;
}
