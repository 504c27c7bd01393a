import { type LogLevel, type LogLevels, logLevels, ROOT_LOGGER } from '#ports/log-levels'
import { type Component, components } from '#ports/logger'

/** What every line of a logger looks at before anything else: changing it changes all of them. */
export interface Gate {
  from: number
}

export type GatedLevels = LogLevels & Readonly<{ gate: (component: Component | undefined) => Gate }>

export const severity = (level: LogLevel): number => logLevels.indexOf(level)

export const gatedLevels = (atStart: LogLevel): GatedLevels => {
  let root = atStart
  const own = new Map<Component, LogLevel>()
  const gates = new Map<Component, Gate>()
  const rootGate: Gate = { from: severity(root) }
  const levelOf = (component: Component): LogLevel => own.get(component) ?? root
  const settle = (): void => {
    rootGate.from = severity(root)
    for (const [component, gate] of gates) gate.from = severity(levelOf(component))
  }
  for (const component of components) gates.set(component, { from: rootGate.from })
  return {
    of: (logger) => (logger === ROOT_LOGGER ? root : levelOf(logger)),
    set: (component, level) => {
      if (level === null) own.delete(component)
      else own.set(component, level)
      settle()
    },
    setRoot: (level) => {
      root = level
      settle()
    },
    gate: (component) => (component === undefined ? rootGate : (gates.get(component) ?? rootGate)),
  }
}
