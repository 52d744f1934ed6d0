import { finding } from '../../../engine/rule';
import { referencesIn } from '../clientReferences';
import { commandLineOf } from '../commandLine';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/missing-minio-bucket-init',
  severity: 'hint',
  preset: 'off',
  category: 'reliability',
  since: '0.1.0',
  summary: 'Nothing makes the bucket that a client uses',
  why: 'A new store is empty. Unless the client makes its bucket by itself, the first upload fails on every new installation, and again after data was lost.',
  knownProblems: 'Clients that make their bucket, and scripts that do it, are not seen.',
  references: ['https://docs.min.io/community/minio-object-store/reference/minio-mc/mc-mb.html'],
  examples: {
    bad: 'services:\n  app:\n    image: example/app:1.4\n    environment:\n      S3_ENDPOINT: http://store:9000\n      S3_BUCKET: uploads\n  store:\n    image: quay.io/minio/minio:RELEASE.2025-04-22T22-12-26Z\n    command: server /data\n',
    good: 'services:\n  app:\n    image: example/app:1.4\n    environment:\n      S3_ENDPOINT: http://store:9000\n      S3_BUCKET: uploads\n  store:\n    image: quay.io/minio/minio:RELEASE.2025-04-22T22-12-26Z\n    command: server /data\n  buckets:\n    image: quay.io/minio/mc:RELEASE.2025-04-16T18-13-26Z\n    entrypoint: sh -c "mc alias set s http://store:9000 && mc mb --ignore-existing s/uploads"\n    restart: "no"\n',
  },
  on: {
    service(service) {
      if (service.knownImage?.kind !== 'minio' || service.file.isPartial) return undefined;
      const client = referencesIn(service.file).find(({ from, to }) => {
        return (
          to === service &&
          from.environment.some(({ name, value }) => /BUCKET/i.test(name) && value !== undefined && value !== '')
        );
      });
      if (!client || service.environment.some(({ name }) => /DEFAULT_BUCKETS/.test(name))) return undefined;
      const isMade = service.file.services.some((other) =>
        commandLineOf(other).some(({ text }) => /^(?:mb|mkdir)$|\bmc mb\b|\.sh$|create-?bucket/i.test(text)),
      );
      return isMade ? undefined : finding(service.key, { service, client: client.from });
    },
  },
  message: ({ service, client }) =>
    `"${client.name}" uses a bucket on "${service.name}" that nothing makes: on a new installation its first upload fails. Add a job that runs \`mc mb --ignore-existing\`.`,
});
