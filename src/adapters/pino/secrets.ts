const CENSORED = '[redacted]'

/** Facts that are never shown, wherever they stand. */
const names = ['password', 'authBytes', 'saslPassword', 'secret', 'token', 'authorization', 'url']
export const redact = { paths: [...names, ...names.map((name) => `*.${name}`)], censor: CENSORED }

/** `scheme://user:password@`: libraries quote addresses in the messages of their errors. */
const CREDENTIALS = /([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s"'/?#@]*(?:@[^\s"'/?#@]*)*@/gi
/** `?password=...`, which Redis's addresses may have, too. */
const PARAMETER = /([?&](?:password|secret|token)=)[^&\s"'#]*/gi
/** To take every shorter one out of every line would leave lines that nobody can read. */
const SHORTEST = 4

/** Takes what is known to be secret out of a line, however it got there. */
export const scrubber = (secrets: readonly string[]): ((line: string) => string) => {
  const known = [...new Set(secrets.flatMap(spellings))].filter(({ length }) => length >= SHORTEST)
  return (line) => {
    const without = known.reduce((text, secret) => text.replaceAll(secret, CENSORED), line)
    return without.includes('://')
      ? without.replaceAll(CREDENTIALS, `$1${CENSORED}@`).replaceAll(PARAMETER, `$1${CENSORED}`)
      : without
  }
}

/** As it is, as it stands in a URL, and as either stands in JSON. */
const spellings = (secret: string): readonly string[] =>
  [secret, encodeURIComponent(secret)].flatMap((text) => [text, JSON.stringify(text).slice(1, -1)])
