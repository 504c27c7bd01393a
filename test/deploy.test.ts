import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { configure } from '#config'
import { exitCodes } from '#config/exit-codes'
import { readFlags } from '#config/flags'
import type { Settings } from '#config/settings'
import { E } from '#shared/fp'
import { files } from '#test/support/configured'
import { repository } from '#test/support/unpacked'

const text = (name: string): string => readFileSync(join(repository, name), 'utf8')

const settingsOf = (env: Record<string, string>, file = ''): Settings => {
  const configured = configure(readFlags([]), env, files({ '/etc/kedge/kedge.yaml': file }))
  if (E.isLeft(configured)) throw new Error(JSON.stringify(configured.left))
  // What is told of the port for health is meant here: the kubelet is not of this pod.
  expect(configured.right.warnings.filter((warning) => !warning.startsWith('KEDGE_HTTP_HOST'))).toEqual([])
  return configured.right.settings
}

/** What Kubernetes would put where a manifest refers to something. */
const referred: Record<string, string> = {
  KEDGE_STORE: 'redis://:password@redis:6379',
  KEDGE_SERVER_BROKER_ID: '2',
  POD_NAME: 'kedge-2',
  POD_NAMESPACE: 'default',
}

const manifests = readdirSync(join(repository, 'deploy/kubernetes')).filter((name) => name.endsWith('.yaml'))

test('there is a manifest for each store that lasts', () => {
  expect(manifests.toSorted()).toEqual(['embedded.yaml', 'redis.yaml'])
})

describe.each(manifests)('deploy/kubernetes/%s', (name) => {
  const objects = parseAllDocuments(text(`deploy/kubernetes/${name}`)).map((document) => {
    expect([...document.errors, ...document.warnings]).toEqual([])
    return document.toJS()
  })
  const ofKind = (kind: string) => objects.filter((each) => each.kind === kind)
  const [set] = ofKind('StatefulSet')
  const pod = set.spec.template.spec
  const [container] = pod.containers
  const own: Record<string, string> = Object.fromEntries(
    container.env.map((each: { name: string; value?: string }) => [
      each.name,
      each.value ?? referred[each.name] ?? 'nothing',
    ]),
  )
  const env = Object.fromEntries(
    Object.entries(own)
      .filter(([key]) => key.startsWith('KEDGE_'))
      .map(([key, value]) => [
        key,
        String(value).replaceAll(/\$\((\w+)\)/g, (_, ref: string) => own[ref] ?? ''),
      ]),
  )
  const settings = settingsOf(env, text('deploy/container.yaml'))
  const ports = new Map<string, number>(
    container.ports.map((port: { name: string; containerPort: number }) => [port.name, port.containerPort]),
  )

  test('gives settings that are taken, and a name that clients of the cluster find', () => {
    expect(settings.store.kind).toBe(name.replace('.yaml', ''))
    expect([settings.host, settings.advertisedHost]).toEqual([
      '0.0.0.0',
      'kedge-2.kedge.default.svc.cluster.local',
    ])
    expect(ofKind('Service').map((service) => service.metadata.name)).toContain(set.spec.serviceName)
    expect(pod.enableServiceLinks).toBe(false)
  })

  test('opens the ports that are listened on, and those alone', () => {
    expect(ports).toEqual(
      new Map([
        ['kafka', settings.port],
        ['http', settings.httpPort],
      ]),
    )
    for (const service of ofKind('Service'))
      for (const port of service.spec.ports) expect(ports.get(port.targetPort)).toBe(port.port)
  })

  test('asks whether it is ready and whether it lives', () => {
    for (const probe of ['startupProbe', 'readinessProbe'])
      expect(container[probe].httpGet).toEqual({ path: '/health/ready', port: 'http' })
    expect(container.livenessProbe.httpGet).toEqual({ path: '/health/live', port: 'http' })
  })

  test('leaves time to drain', () => {
    const [, seconds] = container.lifecycle.preStop.exec.command
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(
      Number(seconds) + settings.shutdownTimeoutMs / 1_000,
    )
  })

  test('gives the process no right that it does not need', () => {
    const [, user] = /^USER (\d+):/m.exec(text('Dockerfile')) ?? []
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: Number(user),
      seccompProfile: { type: 'RuntimeDefault' },
    })
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
    const mounted = container.volumeMounts.map((mount: { mountPath: string }) => mount.mountPath)
    expect(mounted).toContain(settings.reportDirectory)
    if (settings.store.kind === 'embedded') expect(mounted).toContain(settings.store.directory)
  })

  test('selects its own pods', () => {
    const labels = set.spec.template.metadata.labels
    expect(set.spec.selector.matchLabels).toEqual(labels)
    for (const service of ofKind('Service')) expect(service.spec.selector).toEqual(labels)
    const { podSelector, ingress } = ofKind('NetworkPolicy')[0].spec
    expect(podSelector.matchLabels).toEqual(labels)
    for (const { from } of ingress) expect(from.length).toBeGreaterThan(0)
  })
})

describe('deploy/systemd/kedge.service', () => {
  const unit = text('deploy/systemd/kedge.service')
  const values = (key: string): readonly string[] =>
    [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value]) => value ?? '')

  test('sets no variable that would win over /etc/kedge/kedge.yaml, and has data where it may write', () => {
    expect(values('Environment').join()).not.toContain('KEDGE_')
    expect(values('WorkingDirectory')).toEqual([`%S/${values('StateDirectory')[0]}`])
    const settings = settingsOf({})
    expect(settings).toMatchObject({
      store: { kind: 'embedded', directory: './data' },
      reportDirectory: '.',
    })
    expect(Number(values('TimeoutStopSec')[0])).toBeGreaterThan(settings.shutdownTimeoutMs / 1_000)
  })

  test('does not try again what does not mend itself', () => {
    expect(values('Restart')).toEqual(['on-failure'])
    expect(values('RestartPreventExitStatus')).toEqual([`${exitCodes.usage} ${exitCodes.configuration}`])
  })

  test('starts the program and reloads by SIGHUP', () => {
    expect(values('ExecStart')).toEqual(['/usr/bin/env node /opt/kedge/bin/kedge.js serve'])
    expect(values('ExecReload')).toEqual(['/bin/kill -HUP $MAINPID'])
    expect(values('Type')).toEqual(['exec'])
  })

  test('gives the process no right that it does not need', () => {
    for (const line of [
      'DynamicUser=yes',
      'NoNewPrivileges=yes',
      'ProtectSystem=strict',
      'CapabilityBoundingSet=',
    ])
      expect(unit.split('\n')).toContain(line)
    expect(values('MemoryDenyWriteExecute')).toEqual([])
  })
})
