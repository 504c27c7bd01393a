import { getJava } from './kafka-jars.ts'

// Makes sure that there are Apache Kafka's jars, for compat, the chaos run and the benchmark beside Kafka.

const found = getJava()
if (typeof found === 'string') {
  console.error(`Apache Kafka cannot be run here: ${found}`)
  process.exitCode = 1
} else console.log(`${found.java} with ${found.jars}`)
