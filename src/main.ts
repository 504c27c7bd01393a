#!/usr/bin/env node
import { enableCompileCache } from 'node:module'

// Before anything else is loaded: stripping some 300 files takes 290 ms, from the cache 115.
enableCompileCache()
const { main } = await import('./serve.ts')
await main()
