import type { Client } from './client.ts'
import { kafkajsClient } from './kafkajs.ts'
import { kcatClient } from './kcat.ts'
import { platformaticClient } from './platformatic.ts'
import { pythonClient } from './python.ts'

export const clients: readonly Client[] = [platformaticClient, pythonClient, kafkajsClient, kcatClient]
