#!/usr/bin/env node
// JavaScript, so that Node need not load what takes types out of `src/main.ts`: 15 MB of memory, kept for ever, where
// everything else comes from the compile cache (ADR 0024).
import { enableCompileCache } from 'node:module'
import './own-modules.js'

enableCompileCache()
await import('../src/main.ts')
