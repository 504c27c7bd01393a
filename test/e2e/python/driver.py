"""What the end-to-end tests ask of python3-kafka: one task per run, JSON lines in and out."""
import json
import sys

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic


def text(data):
    return None if data is None else data.decode("utf-8")


def data(words):
    return None if words is None else words.encode("utf-8")


def create(at, topic, partitions):
    admin = KafkaAdminClient(bootstrap_servers=at)
    admin.create_topics([NewTopic(name=topic, num_partitions=int(partitions), replication_factor=1)])
    admin.close()


def produce(at, topic, partition, codec):
    producer = KafkaProducer(
        bootstrap_servers=at,
        acks="all",
        compression_type=None if codec == "none" else codec,
        linger_ms=5,
        batch_size=100_000,
        max_in_flight_requests_per_connection=1,
    )
    sent = []
    for line in sys.stdin:
        record = json.loads(line)
        sent.append(
            producer.send(
                topic,
                partition=int(partition),
                key=data(record["key"]),
                value=data(record["value"]),
                headers=[(name, data(value)) for name, value in record["headers"]],
                timestamp_ms=record["timestamp"],
            )
        )
    producer.flush()
    for future in sent:
        future.get(timeout=0)
    producer.close()


def reader(at):
    return KafkaConsumer(
        bootstrap_servers=at,
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="none",
        max_partition_fetch_bytes=4 * 1024 * 1024,
    )


def read(at, topic, partition, first):
    consumer = reader(at)
    place = TopicPartition(topic, int(partition))
    consumer.assign([place])
    end = consumer.end_offsets([place])[place]
    consumer.seek(place, int(first))
    while consumer.position(place) < end:
        for record in consumer.poll(timeout_ms=10_000, max_records=5_000).get(place, []):
            print(
                json.dumps(
                    {
                        "offset": record.offset,
                        "timestamp": record.timestamp,
                        "key": text(record.key),
                        "value": text(record.value),
                        "headers": [[name, text(value)] for name, value in record.headers],
                    }
                )
            )
    consumer.close()


def offsets_at(at, topic, partition, *timestamps):
    consumer = reader(at)
    place = TopicPartition(topic, int(partition))
    found = [consumer.offsets_for_times({place: int(timestamp)})[place] for timestamp in timestamps]
    print(json.dumps([None if one is None else one.offset for one in found]))
    consumer.close()


task, brokers, *rest = sys.argv[1:]
tasks = {"create": create, "produce": produce, "read": read, "offsets-at": offsets_at}
tasks[task](brokers.split(","), *rest)
