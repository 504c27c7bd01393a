import { createRequire } from 'node:module'
import type * as Yaml from 'yaml'

const load = createRequire(import.meta.url)

/** Loaded when there is a file to read: 72 modules, 25 ms of every start (ADR 0036). */
export const yaml = (): typeof Yaml => load('yaml')
