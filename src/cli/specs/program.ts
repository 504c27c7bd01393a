import { duration } from '#config/values'
import { commandSpec, defaulted, optional, required, toggle } from '../spec.ts'
import { text } from '../values.ts'
import { bootstrap, connection } from './connection.ts'

const shells = ['bash', 'zsh', 'fish'] as const

const longest = 3_600_000
const patience = 5_000

export const health = commandSpec({
  path: 'health',
  about: 'Asks a broker whether it is ready: 0 if it is, 1 if not.',
  details:
    'It is what a HEALTHCHECK of a container calls. Variables and kedge.yaml say where to ask, as they do for kedge serve beside it.',
  args: {},
  flags: {
    url: optional({
      value: 'URL',
      type: text,
      about: 'Where to ask; without a path it is /health/ready.',
      otherwise: 'http.host and http.port of the settings here; where that port is 0, as with --kafka',
    }),
    kafka: toggle(
      "Ask by Kafka's protocol instead: ApiVersions and Metadata, of --bootstrap. Works with any broker.",
    ),
    ...connection,
    bootstrap: optional({ ...bootstrap, otherwise: 'server.host and server.port of the settings here' }),
    timeout: defaulted(
      {
        value: 'TIME',
        type: duration(1, longest),
        about: 'How long the answer may take.',
        otherwise: '5s',
      },
      patience,
    ),
  },
  examples: [
    { about: 'the broker on this machine', line: 'kedge health' },
    { about: 'another', line: 'kedge health --url http://127.0.0.1:8080/health/live' },
    { about: 'any Kafka broker', line: 'kedge health --kafka --timeout 2s' },
  ],
})

export const completion = commandSpec({
  path: 'completion',
  about: 'Prints what makes a shell complete the commands and flags of kedge.',
  args: { shell: required('SHELL', 'bash, zsh or fish.', shells) },
  flags: {},
  examples: [
    { about: 'in ~/.bashrc', line: 'source <(kedge completion bash)' },
    { about: 'in a folder of $fpath', line: 'kedge completion zsh > _kedge' },
    { about: 'for fish: in ~/.config/fish/completions', line: 'kedge completion fish > kedge.fish' },
  ],
})
