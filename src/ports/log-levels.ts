import type { Component } from './logger.ts'

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** All components that have no level of their own follow it. */
export const ROOT_LOGGER = 'root'
export type LoggerName = Component | typeof ROOT_LOGGER

/** From which level on each logger's lines are written. It can change while the process runs, and is not remembered. */
export interface LogLevels {
  /** What is in force. */
  readonly of: (logger: LoggerName) => LogLevel
  /** null: the component follows the root again. */
  readonly set: (logger: Component, level: LogLevel | null) => void
  readonly setRoot: (level: LogLevel) => void
}
