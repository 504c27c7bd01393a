import { describe, expect, test } from 'vitest'
import { askedAt } from '#cli/health'
import { configured } from '#config'
import { readFlags } from '#config/flags'
import { file, type Given, noFile } from '#test/support/configured'

const asked = ({ env = {}, read = noFile }: Given, flags: Partial<Parameters<typeof askedAt>[0]> = {}) => {
  const settings = configured(readFlags([]), env, read).settings
  const { url, bootstrap } = askedAt(
    { url: undefined, kafka: false, bootstrap: undefined, ...flags },
    () => settings,
  )
  return url?.href ?? bootstrap.map(({ host, port }) => `${host} ${port}`).join()
}

describe('a broker is asked for its health', () => {
  test.each<[string, Given]>([
    ['http://127.0.0.1:8080/health/ready', {}],
    ['http://127.0.0.1:8081/health/ready', { env: { KEDGE_HTTP_PORT: '8081' } }],
    ['http://127.0.0.1:8081/health/ready', { env: { KORVET_HTTP_PORT: '8081' } }],
    ['http://127.0.0.1:8080/health/ready', { env: { KEDGE_HTTP_PORT: 'tcp://10.0.0.1:8081' } }],
    ['http://10.0.0.7:8081/health/ready', { read: file('http:\n  host: 10.0.0.7\n  port: 8081\n') }],
    ['http://127.0.0.1:8080/health/ready', { env: { KEDGE_HTTP_HOST: '0.0.0.0' } }],
    ['http://[::1]:8080/health/ready', { env: { KEDGE_HTTP_HOST: '::' } }],
    ['127.0.0.1 9092', { env: { KEDGE_HTTP_PORT: '0' } }],
    ['10.0.0.7 9093', { read: file('http.port: 0\nserver:\n  host: 10.0.0.7\n  port: 9093\n') }],
    [
      '127.0.0.1 19092',
      { env: { KEDGE_HTTP_PORT: '0', KEDGE_SERVER_LISTENERS: 'A://0.0.0.0:19092,B://0.0.0.0:9092' } },
    ],
  ])('at %s, as the settings beside it say: %j', (where, given) => {
    expect(asked(given)).toBe(where)
  })

  test('where the command line says, whatever the settings are', () => {
    const env = { KEDGE_HTTP_PORT: '0' }
    expect(asked({ env }, { url: 'http://a:1' })).toBe('http://a:1/health/ready')
    expect(asked({ env }, { url: 'http://a:1/health/live' })).toBe('http://a:1/health/live')
    expect(asked({ env }, { bootstrap: [{ host: 'b', port: 2 }] })).toBe('b 2')
    expect(asked({}, { kafka: true })).toBe('127.0.0.1 9092')
    expect(asked({}, { bootstrap: [{ host: 'b', port: 2 }] })).toBe('http://127.0.0.1:8080/health/ready')
  })
})
