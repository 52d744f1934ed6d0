import { version } from '../../package.json';
import { backups } from './backups';
import { check } from './check';
import { EXIT, HELP, parseArguments, UsageError } from './arguments';
import { smoke } from './smoke';
import { status } from './status';

async function main(words: readonly string[]): Promise<number> {
  try {
    const options = parseArguments(words);
    if (options.command === 'help') process.stdout.write(HELP);
    else if (options.command === 'version') process.stdout.write(`holdfast ${version}\n`);
    else if (options.command === 'check') return check(options);
    else if (options.command === 'status') return await status(options);
    else if (options.command === 'smoke') return await smoke(options);
    else return await backups(options);
    return EXIT.clean;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`holdfast: ${error.message}\nTry \`holdfast --help\`.\n`);
      return EXIT.usage;
    }
    const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`holdfast: an error of its own: ${told}\n`);
    return EXIT.internal;
  }
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // The reader went away (`| head`): nothing is wrong.
    if (error.code !== 'EPIPE') throw error;
  });
}
// Not process.exit: what was written to a pipe must arrive first.
void main(process.argv.slice(2)).then((code) => (process.exitCode = code));
