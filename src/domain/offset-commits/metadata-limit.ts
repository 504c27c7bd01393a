/** Kafka's `offset.metadata.max.bytes`, which Kafka holds against UTF-16 code units in spite of its name. */
const MAX_METADATA = 4_096

/** Whether what a client keeps beside an offset is more than may be committed. */
export const isMetadataTooLarge = (metadata: string): boolean => metadata.length > MAX_METADATA
