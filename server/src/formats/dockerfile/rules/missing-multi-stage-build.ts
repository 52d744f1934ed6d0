import { finding } from '../../../engine/rule';
import { buildInFinalImage } from '../builds';
import { dockerfileRule } from '../rule';
import { tokenOf } from '../shellEdits';

export default dockerfileRule({
  id: 'dockerfile/missing-multi-stage-build',
  severity: 'info',
  preset: 'recommended',
  category: 'supply-chain',
  since: '0.1.0',
  summary: 'Compilers and sources are shipped with the program',
  why: 'What builds the program runs with it: a larger image, more to patch, and everything at hand for whoever breaks in.',
  knownProblems: 'A RUN that removes packages again is taken for one that cleans up behind itself.',
  references: ['https://docs.docker.com/build/building/multi-stage/'],
  examples: {
    bad: 'FROM golang:1.25.0\nCOPY . .\nRUN go build -o /app .\nCMD ["/app"]\n',
    good: 'FROM golang:1.25.0 AS build\nCOPY . .\nRUN go build -o /app .\n\nFROM gcr.io/distroless/static-debian12:nonroot\nCOPY --from=build /app /app\nCMD ["/app"]\n',
  },
  on: {
    stage(stage) {
      const found = buildInFinalImage(stage);
      return found && finding(tokenOf(found.run, found.call.word), { name: found.call.name });
    },
  },
  message: ({ name }) =>
    `What ${name} needs to build stays in the image that is run. Build in a stage of its own, and COPY --from= only the result.`,
});
