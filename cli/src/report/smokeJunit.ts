import { stripVTControlCharacters } from 'node:util';
import { allTests, countsOf, isLeftOut, type ReportedGroup, type ReportedTest, type SmokeReport } from './smoke';
import { placeText, type PathText } from './status';

/**
 * JUnit XML in the dialect that Jenkins takes, which is the strictest of those in use:
 * https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
 */
export function smokeJunit(report: SmokeReport, pathText: PathText): string {
  const suites = report.groups.map((group) => suiteOf(group, pathText));
  const { fail, error } = countsOf(allTests(report));
  const tests = allTests(report).length;
  const attributes = { name: 'holdfast smoke', tests, failures: fail, errors: error, time: seconds(report.durationMs) };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', attributes, suites)}\n`;
}

function suiteOf({ stack, tests }: ReportedGroup, pathText: PathText): string {
  const { fail, error, skip, leftOut } = countsOf(tests);
  const time = seconds(tests.reduce((sum, { durationMs }) => sum + durationMs, 0));
  const name = stack?.name ?? 'addresses';
  return element(
    'testsuite',
    { name, tests: tests.length, failures: fail, errors: error, skipped: skip + leftOut, time },
    tests.map((test) => caseOf(test, name, pathText)),
  );
}

function caseOf(test: ReportedTest, suite: string, pathText: PathText): string {
  const { id, service, durationMs } = test;
  const attributes = {
    name: id,
    classname: service === undefined ? suite : `${suite}.${service}`,
    time: seconds(durationMs),
  };
  return element('testcase', attributes, [...verdictOf(test, pathText), ...outputOf(test)]);
}

function verdictOf(test: ReportedTest, pathText: PathText): string[] {
  const { outcome, message } = test;
  if (isLeftOut(test) || outcome === 'skip') return [element('skipped', { message }, [])];
  if (outcome !== 'fail' && outcome !== 'error') return [];
  const name = outcome === 'fail' ? 'failure' : 'error';
  return [element(name, { message, type: test.reason ?? test.kind ?? outcome }, [text(detailsOf(test, pathText))])];
}

function detailsOf({ title, message, difference, source }: ReportedTest, pathText: PathText): string {
  return [
    title,
    message,
    ...(difference ? [`expected: ${difference.expected}`, `actual: ${difference.actual}`] : []),
    ...(source ? [placeText(source, pathText)] : []),
  ].join('\n');
}

function outputOf({ outcome, message, output }: ReportedTest): string[] {
  const lines = [...(outcome === 'warn' ? [`Warning: ${message}`] : []), ...(output === '' ? [] : [output])];
  return lines.length === 0 ? [] : [element('system-out', {}, [text(lines.join('\n'))])];
}

/** @param content elements and escaped text */
function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content: readonly string[],
): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${attribute(String(value))}"`);
  const opening = `<${name}${written.join('')}`;
  return content.length === 0 ? `${opening}/>` : `${opening}>${content.join('\n')}</${name}>`;
}

function text(value: string): string {
  return permitted(value).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function attribute(value: string): string {
  // Parsers turn line breaks of an attribute into blanks.
  return text(value).replace(/"/g, '&quot;').replace(/\n/g, '&#10;').replace(/\t/g, '&#9;');
}

/** Halves of characters that were cut apart. */
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** XML 1.0 knows no way to write other characters: https://www.w3.org/TR/xml/#charsets */
function permitted(value: string): string {
  return (
    stripVTControlCharacters(value)
      .replace(/\r\n?/g, '\n')
      .replace(LONE_SURROGATE, '')
      // eslint-disable-next-line no-control-regex -- exactly these are meant
      .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]/g, '')
  );
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}
