"""One member of a consumer group by python3-kafka: what happens to it as JSON lines; it leaves when stdin ends."""
import json
import sys
import threading
import time

from kafka import ConsumerRebalanceListener, KafkaConsumer

options = dict(arg.split("=", 1) for arg in sys.argv[1:])
member = options["members"]


def say(**told):
    print(json.dumps({"at": int(time.time() * 1000), "member": member, **told}), flush=True)


def generation():
    return consumer._coordinator.generation().generation_id if consumer._coordinator.generation() else None


class Listener(ConsumerRebalanceListener):
    def on_partitions_revoked(self, revoked):
        say(type="revoked", owned=[])

    def on_partitions_assigned(self, assigned):
        say(type="assigned", generation=generation(), owned=sorted(place.partition for place in assigned))


ending = threading.Event()


def wait_for_the_end():
    for _ in sys.stdin:
        break
    ending.set()


threading.Thread(target=wait_for_the_end, daemon=True).start()
consumer = KafkaConsumer(
    client_id=member,
    group_id=options["group"],
    bootstrap_servers=options["at"].split(","),
    auto_offset_reset="earliest",
    auto_commit_interval_ms=500,
    session_timeout_ms=int(options["sessionMs"]),
    heartbeat_interval_ms=int(options["heartbeatMs"]),
    fetch_max_wait_ms=500,
)
consumer.subscribe([options["topic"]], listener=Listener())
while not ending.is_set():
    for records in consumer.poll(timeout_ms=200).values():
        for record in records:
            say(
                type="record",
                generation=generation(),
                partition=record.partition,
                offset=record.offset,
                value=record.value.decode("utf-8"),
            )
consumer.close()
say(type="left")
