import type { Broker } from '#broker'
import type { Settings } from '#config/settings'
import { version } from '#config/version'
import { endpointsOf } from '#domain/cluster/brokers'
import { address } from '#shared/address'

/** What is printed once requests can be served: where, on what, what an acknowledgement means, and what to try. */
export const banner = async (
  settings: Settings,
  brokers: readonly Broker[],
  { file, http }: Readonly<{ file: string | undefined; http: string | null }>,
): Promise<string> => {
  const [first] = brokers
  if (first === undefined) return ''
  const { where, acknowledgement, warnings } = await first.describeStore()
  const addresses = brokers.flatMap(({ entry }) => {
    const all = endpointsOf(entry)
    return all.map(
      ({ listener, host, port }) =>
        `${address(host, port)} (broker ${entry.id}${all.length > 1 ? `, ${listener}` : ''})`,
    )
  })
  const at = address(first.entry.host, first.entry.port)
  const creation = settings.autoCreateTopics
    ? []
    : ['            (topics are not created on demand here: create them first, or --auto-create-topics true)']
  return `${[
    '',
    `Kedge ${version()} is ready.`,
    `  listens   ${addresses.join(', ')}`,
    ...(http === null ? [] : [`  http      http://${http} (/health/ready, /metrics)`]),
    `  data      ${where}`,
    ...(file === undefined ? [] : [`  settings  ${file}`]),
    `  acks=all  ${acknowledgement}`,
    ...warnings.map((warning) => `  warning   ${warning}`),
    `  try       echo hello | kcat -b ${at} -P -t greetings && kcat -b ${at} -C -t greetings -o beginning -e`,
    ...creation,
    '',
  ].join('\n')}\n`
}
