// What has configs (`ConfigResource.Type`), and what may be done to one (`AlterConfigOp.OpType`), by their numbers on the wire.

export const TOPIC_RESOURCE = 2
export const BROKER_RESOURCE = 4
export const BROKER_LOGGER_RESOURCE = 8
export const CLIENT_METRICS_RESOURCE = 16
export const GROUP_RESOURCE = 32

export const configOperations = ['set', 'delete', 'append', 'subtract'] as const
